/** What the keyboard does in a view: arrows turn the product, plus and minus zoom, 0 frames it. */

import type { ViewCamera } from "./camera";

const STEP = Math.PI / 24;

const SHARE = 0.12;

/** Listen until the signal is aborted; other keys are left to the page. */
export function listenForKeys(
  element: HTMLElement,
  camera: ViewCamera,
  frame: () => void,
  signal: AbortSignal,
): void {
  const moves: Record<string, () => void> = {
    ArrowLeft: () => camera.turn(-STEP, 0),
    ArrowRight: () => camera.turn(STEP, 0),
    ArrowUp: () => camera.turn(0, -STEP),
    ArrowDown: () => camera.turn(0, STEP),
    "+": () => camera.approach(SHARE),
    "=": () => camera.approach(SHARE),
    "-": () => camera.approach(-SHARE),
    "0": frame,
  };
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      move();
    },
    { signal },
  );
}
