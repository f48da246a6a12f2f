import { fileTexts } from "../texts";

/** A file that cannot be shown; the message is for the user, what a library said of it is the cause. */
export class ModelParseError extends Error {
  override readonly name = "ModelParseError";
}

/** What a file says of itself does not hold together. */
export function damaged(what: string, cause?: unknown): ModelParseError {
  return new ModelParseError(fileTexts.damaged(what), { cause });
}
