/** The size of a picture or a film of what is on screen. */

import type { ModelView } from "../../viewer/model-view";

/** Pixels, even ones, since films have no others. */
export function sizeOf(
  { element }: ModelView,
  longest: number,
  square: boolean,
): { width: number; height: number } {
  const { clientWidth, clientHeight } = element;
  const aspect = square || !clientWidth || !clientHeight ? 1 : clientWidth / clientHeight;
  const even = (length: number) => Math.max(16, 2 * Math.round(length / 2));
  return {
    width: even(longest * Math.min(1, aspect)),
    height: even(longest / Math.max(1, aspect)),
  };
}
