/** Why a model could not be had. */

import { downloadTexts } from "../texts";

export type ModelFetchErrorCode =
  /** The server could not be reached, or does not allow this page to read from it, or broke off. */
  | "network"
  /** The server answered with a status that is not a success. */
  | "http"
  /** The bytes are not the expected ones. */
  | "corrupt"
  /** The kernel holds the bytes, and there is no way to ask it. */
  | "missing"
  /** The kernel was asked, and did not hand the bytes over. */
  | "channel"
  /** The address is of a kind that is not fetched. */
  | "unsupported"
  /** The caller's signal was aborted. */
  | "aborted";

/** The message is for users, and says what to do next. */
export class ModelFetchError extends Error {
  override readonly name = "ModelFetchError";
  readonly code: ModelFetchErrorCode;

  constructor(code: ModelFetchErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export function abortedError(cause: unknown): ModelFetchError {
  return new ModelFetchError("aborted", downloadTexts.cancelled, cause);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
