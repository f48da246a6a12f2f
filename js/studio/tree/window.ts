/** Which of many rows are drawn: those in sight and a few around them. All are of one height. */

/** Of every row, in CSS pixels. */
export const ROW_PIXELS = 52;

const AROUND = 6;

export interface Window {
  first: number;
  /** Exclusive. */
  last: number;
}

/** Of so many rows, in a frame of a height that was scrolled so far. */
export function windowOf(top: number, height: number, count: number): Window {
  const last = Math.min(count, Math.ceil((top + height) / ROW_PIXELS) + AROUND);
  return { first: Math.max(0, Math.min(last, Math.floor(top / ROW_PIXELS) - AROUND)), last };
}

/** How far to scroll so that a row is in sight, and no further. */
export function scrolledTo(index: number, top: number, height: number): number {
  const start = index * ROW_PIXELS;
  return start < top ? start : Math.max(top, start + ROW_PIXELS - height);
}
