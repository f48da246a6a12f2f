/** What a pointer does to a view beside moving the camera: where it rests, and where it clicks. */

/** CSS pixels that a pointer may stray from where it went down: beyond them it drags. */
const STRAY = 5;

/** A finger is not as steady. */
const FINGER_STRAY = 10;

export interface Place {
  /** CSS pixels within the element. */
  readonly x: number;
  readonly y: number;
}

export interface PointerEvents {
  /** It rests there without a button down; null where it is elsewhere, or at work, or a finger. */
  onHover(place: Place | null): void;
  /** A click or a tap, and no drag, nor the second of two. */
  onClick(place: Place): void;
}

/** Listen until the signal is aborted. */
export function listenForPointer(
  element: HTMLElement,
  { onHover, onClick }: PointerEvents,
  signal: AbortSignal,
): void {
  /** Pointers that are down. */
  const down = new Map<number, Place>();
  let clean = false;
  const placeOf = (event: PointerEvent | MouseEvent): Place => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const listen = (type: keyof HTMLElementEventMap, listener: (event: PointerEvent) => void) =>
    element.addEventListener(type, (event) => listener(event as PointerEvent), { signal });

  listen("pointerdown", (event) => {
    // Two fingers zoom.
    clean = down.size === 0 && event.button === 0;
    down.set(event.pointerId, placeOf(event));
    onHover(null);
  });
  listen("pointermove", (event) => {
    const place = placeOf(event);
    const from = down.get(event.pointerId);
    if (from) {
      const most = event.pointerType === "touch" ? FINGER_STRAY : STRAY;
      if (Math.hypot(place.x - from.x, place.y - from.y) > most) clean = false;
    } else if (event.pointerType !== "touch" && event.buttons === 0) onHover(place);
  });
  listen("pointerup", (event) => {
    const was = down.delete(event.pointerId);
    if (was && clean && down.size === 0) onClick(placeOf(event));
    if (event.pointerType !== "touch") onHover(placeOf(event));
  });
  listen("pointercancel", (event) => {
    down.delete(event.pointerId);
    clean = false;
  });
  listen("pointerleave", (event) => {
    if (!down.has(event.pointerId)) onHover(null);
  });
  // A drag may end outside of it.
  const end = (event: PointerEvent) => down.delete(event.pointerId);
  addEventListener("pointerup", end, { signal });
  addEventListener("pointercancel", end, { signal });
}
