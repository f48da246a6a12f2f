/** What a version is called. */

import type { Iteration, Mark, Version } from "../../contract";
import { texts } from "./texts";

/** Its prompt; or that it was made of the user's pictures, where there was none. */
export function titleOf(version: Iteration | Version): string {
  if (version.prompt) return version.prompt;
  const pictures =
    "pictures" in version
      ? version.pictures
      : version.artifacts.filter(({ role }) => role === "picture").length;
  return texts.versions.fromPictures(pictures);
}

/** What a person named it, or else its prompt. */
export function nameOf(version: Iteration | Version, mark: Mark | undefined): string {
  return mark?.name || titleOf(version);
}

/** What it left as it was, to stand after something else. */
export function keptIn({ keep }: Iteration | Version): string {
  return keep === "shape" ? texts.versions.sameShape : "";
}
