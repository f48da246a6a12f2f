/**
 * What fingers do in a view. Until someone is at work in it, up and down belong to the page, which stays
 * scrollable: one finger turns the product sideways, two zoom and move it. A tap, and one finger turns it
 * any way until something else has the focus. A double tap frames it.
 */

const TAP_MILLISECONDS = 400;
const TAP_PIXELS = 12;
const DOUBLE_TAP_MILLISECONDS = 350;
const DOUBLE_TAP_PIXELS = 32;

const SHARED = "pan-y";

interface Touch {
  x: number;
  y: number;
  time: number;
}

/** Listen until the signal is aborted. */
export function listenForTouch(element: HTMLElement, frame: () => void, signal: AbortSignal): void {
  let down: Touch | null = null;
  let tapped: Touch | null = null;
  element.style.touchAction = SHARED;
  const share = (action: string) => () => {
    element.style.touchAction = action;
  };
  element.addEventListener("focus", share("none"), { signal });
  element.addEventListener("blur", share(SHARED), { signal });
  element.addEventListener(
    "pointerdown",
    (event) => {
      // With a second finger it is no tap.
      down = event.pointerType === "touch" && event.isPrimary ? touchOf(event) : null;
    },
    { signal },
  );
  element.addEventListener(
    "pointerup",
    (event) => {
      const up = touchOf(event);
      if (!down || !isNear(down, up, TAP_MILLISECONDS, TAP_PIXELS)) return;
      down = null;
      element.focus({ preventScroll: true, focusVisible: false });
      if (tapped && isNear(tapped, up, DOUBLE_TAP_MILLISECONDS, DOUBLE_TAP_PIXELS)) {
        tapped = null;
        frame();
      } else {
        tapped = up;
      }
    },
    { signal },
  );
}

function touchOf({ clientX: x, clientY: y, timeStamp: time }: PointerEvent): Touch {
  return { x, y, time };
}

function isNear(before: Touch, after: Touch, milliseconds: number, pixels: number): boolean {
  const far = Math.hypot(after.x - before.x, after.y - before.y);
  return after.time - before.time <= milliseconds && far <= pixels;
}
