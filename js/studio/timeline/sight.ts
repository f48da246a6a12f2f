/** What of a row that scrolls is in sight. */

/** Room for the ring around a card, and a bit of the next one. */
const MARGIN_PIXELS = 12;

/** Scrolls the row, and nothing around it: `scrollIntoView` would scroll the notebook as well. */
export function inSight(card: Element, row: Element): void {
  const { left, right } = card.getBoundingClientRect();
  const frame = row.getBoundingClientRect();
  const beyond = right + MARGIN_PIXELS - frame.right;
  const before = left - MARGIN_PIXELS - frame.left;
  if (beyond > 0) row.scrollLeft += beyond;
  else if (before < 0) row.scrollLeft += before;
}

export function isOutOfSight(card: Element, row: Element): boolean {
  const { left, right } = card.getBoundingClientRect();
  const frame = row.getBoundingClientRect();
  return left >= frame.right || right <= frame.left;
}

/** How far a card is from being seen, in pixels; 0 for one that is, or that is on its edge. */
export function distance(card: Element | null | undefined): number {
  const row = card?.parentElement;
  if (!card || !row) return Number.POSITIVE_INFINITY;
  const { left, right, top, bottom, width } = card.getBoundingClientRect();
  // Not laid out, as in a tab that is closed.
  if (width === 0) return Number.POSITIVE_INFINITY;
  const frame = row.getBoundingClientRect();
  return gap(left, right, frame.left, frame.right) + gap(top, bottom, 0, innerHeight);
}

function gap(start: number, stop: number, first: number, last: number): number {
  return Math.max(0, first - stop, start - last);
}
