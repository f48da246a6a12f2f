/** How values are written for people. */

import type { Iteration, ModelSource } from "../contract";

/** `0.4 s`, `12 s`, `2 min 5 s`. */
export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 60) return `${Math.round(value)} s`;
  return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}

/** Where an iteration's model can be had from. */
export function sourceOf(iteration: Iteration): ModelSource | null {
  const model = iteration.artifacts.find((artifact) => artifact.role === "model");
  if (!model) return null;
  return { id: iteration.created_at, url: model.url, size: model.size, sha256: model.sha256 };
}

/** A failure as two sentences: what happened, and what to do. */
export function told(error: unknown): { message: string; hint: string } {
  if (error instanceof Error) {
    return { message: error.message, hint: "hint" in error ? String(error.hint) : "" };
  }
  return { message: String(error), hint: "" };
}
