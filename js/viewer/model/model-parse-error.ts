/** A file that cannot be shown; the message is for the user. */
export class ModelParseError extends Error {
  override readonly name = "ModelParseError";
}
