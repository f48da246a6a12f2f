/** What a person does to a view by mouse, fingers and keyboard, beside what the camera hears itself. */

import type { ViewCamera } from "./camera";
import { listenForKeys } from "./keys";
import { listenForTouch } from "./touch";

/** Listen until the signal is aborted. */
export function listenForInput(
  view: { readonly element: HTMLElement; frame(): Promise<void> },
  camera: ViewCamera,
  signal: AbortSignal,
): void {
  const { element } = view;
  const frame = () => void view.frame();
  // The ring is for those who come by keyboard; after typing, a script's focus would show it.
  element.addEventListener(
    "pointerdown",
    ({ pointerType }) => {
      // A finger may be about to scroll the page.
      if (pointerType !== "touch") element.focus({ preventScroll: true, focusVisible: false });
    },
    { signal },
  );
  const onTurn = (on: boolean) => {
    camera.turnsByFinger = on;
  };
  listenForTouch(element, { frame, onTurn }, signal);
  listenForKeys(element, camera, frame, signal);
  element.addEventListener("dblclick", frame, { signal });
}
