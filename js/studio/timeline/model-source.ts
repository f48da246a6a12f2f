/** Where an iteration's model can be had from. */

import type { Iteration, ModelSource, Version } from "../../contract";
import { titleOf } from "../words/title";

export function sourceOf(iteration: Iteration | Version): ModelSource | null {
  const model =
    "model" in iteration
      ? iteration.model
      : iteration.artifacts.find((artifact) => artifact.role === "model");
  if (!model) return null;
  return {
    id: iteration.created_at,
    url: model.url,
    size: model.size,
    sha256: model.sha256,
    name: titleOf(iteration),
  };
}
