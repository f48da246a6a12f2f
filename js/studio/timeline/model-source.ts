/** Where an iteration's model can be had from. */

import type { Iteration, ModelSource } from "../../contract";
import { titleOf } from "../words/title";

export function sourceOf(iteration: Iteration): ModelSource | null {
  const model = iteration.artifacts.find((artifact) => artifact.role === "model");
  if (!model) return null;
  return {
    id: iteration.created_at,
    url: model.url,
    size: model.size,
    sha256: model.sha256,
    name: titleOf(iteration),
  };
}
