/** What the keyboard does to an animation: space plays and pauses, comma and full stop step through it. */

import type { Playback } from "./playback";

/** Listen until the signal is aborted; where nothing can be played, the keys are left to the page. */
export function listenForPlaybackKeys(
  element: HTMLElement,
  playback: Playback,
  signal: AbortSignal,
): void {
  const deeds: Record<string, () => void> = {
    " ": () => playback.toggle(),
    ",": () => playback.step(-1),
    ".": () => playback.step(1),
  };
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const deed = deeds[event.key];
      if (!deed || playback.animations.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      deed();
    },
    { signal },
  );
}
