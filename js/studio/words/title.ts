/** What a version is called. */

import type { Iteration } from "../../contract";

/** Its prompt; or that it was made of the user's pictures, where there was none. */
export function titleOf({ prompt, artifacts }: Iteration): string {
  if (prompt) return prompt;
  const pictures = artifacts.filter(({ role }) => role === "picture").length;
  return pictures === 1 ? "From a picture" : `From ${pictures} pictures`;
}

/** What it left as it was, to stand after something else. */
export function keptIn({ keep }: Iteration): string {
  return keep === "shape" ? " · same shape" : "";
}
