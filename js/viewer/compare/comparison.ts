/** What a view can show besides one model: another one to compare it with, or several at once. */

import type { ModelSource } from "../../contract";
import { type Grid, gridOf, ONE_CELL } from "./grid";

export const COMPARISON_MODES = ["wipe", "side", "blink", "difference"] as const;

/**
 * `wipe`: one picture, left of a line of the one model, right of it of the other. `side`: side by
 * side. `blink`: one in the other's place. `difference`: the shown model in grey, and what is not the
 * same in the colours of heat. All of them under one camera.
 */
export type ComparisonMode = (typeof COMPARISON_MODES)[number];

export interface Comparison {
  /** What the model that is shown (A) is compared with (B). */
  readonly source: ModelSource;
  readonly mode: ComparisonMode;
  /** Of a wipe: where the line is, from 0 (all of the picture is B's) to 1 (all is A's). */
  readonly position: number;
  /** Of blinking: whether B is seen. */
  readonly flipped?: boolean;
}

/** What is drawn: the models beside the shown one, and how. */
export type Arrangement =
  | (Omit<Comparison, "source"> & { readonly sources: readonly [ModelSource] })
  | { readonly mode: "sheet"; readonly sources: readonly ModelSource[] };

/** The cells of a picture, each of which the whole of a model is to fit in. */
export function cellsOf(arrangement: Arrangement | null): Grid {
  if (arrangement?.mode === "side") return { columns: 2, rows: 1 };
  if (arrangement?.mode === "sheet") return gridOf(arrangement.sources.length);
  return ONE_CELL;
}

/** Whether both are of the same models, put together in the same way. */
export function alike(one: Arrangement | null, other: Arrangement): boolean {
  const ids = ({ sources }: Arrangement) => sources.map(({ id }) => id).join("\n");
  return one?.mode === other.mode && ids(one) === ids(other);
}
