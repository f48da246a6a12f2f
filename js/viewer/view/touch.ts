/**
 * What fingers do in a view. Until someone is at work in it, up and down belong to the page, which stays
 * scrollable: one finger turns the product sideways, two zoom and move it. A tap, and one finger turns it
 * any way until something else has the focus. A double tap frames it.
 */

const TAP_MILLISECONDS = 400;
const TAP_PIXELS = 12;
const DOUBLE_TAP_MILLISECONDS = 350;
const DOUBLE_TAP_PIXELS = 32;

/** After as many a finger has a direction. */
const SIDEWAYS_PIXELS = 8;

const SHARED = "pan-y";

interface Touch {
  x: number;
  y: number;
  time: number;
}

export interface TouchEvents {
  frame(): void;
  /** Whether one finger turns the product. */
  onTurn(on: boolean): void;
}

/** Listen until the signal is aborted. */
export function listenForTouch(
  element: HTMLElement,
  { frame, onTurn }: TouchEvents,
  signal: AbortSignal,
): void {
  let down: Touch | null = null;
  let tapped: Touch | null = null;
  let atWork = false;
  const work = (begins: boolean) => () => {
    atWork = begins;
    element.style.touchAction = begins ? "none" : SHARED;
    onTurn(begins);
  };
  work(false)();
  element.addEventListener("focus", work(true), { signal });
  element.addEventListener("blur", work(false), { signal });
  element.addEventListener(
    "pointerdown",
    (event) => {
      if (event.pointerType !== "touch") return;
      // With a second finger it is no tap.
      down = event.isPrimary ? touchOf(event) : null;
      if (!atWork) onTurn(false);
    },
    { signal },
  );
  element.addEventListener(
    "pointermove",
    (event) => {
      if (atWork || !down || event.pointerType !== "touch") return;
      const across = Math.abs(event.clientX - down.x);
      if (across > SIDEWAYS_PIXELS && across > Math.abs(event.clientY - down.y)) onTurn(true);
    },
    { signal },
  );
  element.addEventListener(
    "pointerup",
    (event) => {
      const up = touchOf(event);
      const tap = down && isNear(down, up, TAP_MILLISECONDS, TAP_PIXELS);
      down = null;
      if (!tap) return;
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
