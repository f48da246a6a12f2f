/** When what is on screen stays as it is: the moment to take a picture of it, or a count. */

import { expect } from "vitest";
import { viewerStatistics } from "../viewer/renderer";

/** So many animation frames; after two, the browser has painted what the page had. */
export function frames(count: number): Promise<void> {
  return new Promise((resolve) => {
    const step = () => (count-- > 0 ? requestAnimationFrame(step) : resolve());
    step();
  });
}

/**
 * Until no fade runs within these elements, every view of the page has drawn all that it has to, in
 * pictures as smooth as they will be, and none of them moves.
 */
export async function rest(...elements: Element[]): Promise<void> {
  await expect
    .poll(
      async () => {
        const before = viewerStatistics().frames;
        // A view that moves draws in each of them, or is late, which makes it a rough one.
        await frames(2);
        const { frames: now, rough } = viewerStatistics();
        const fades = elements.flatMap((each) => each.getAnimations({ subtree: true }));
        return { drawn: now - before, rough, fades: fades.length };
      },
      { timeout: 30_000 },
    )
    .toEqual({ drawn: 0, rough: 0, fades: 0 });
}
