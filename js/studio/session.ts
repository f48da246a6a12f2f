/**
 * What the panel needs from its surroundings: a session's records as signals, and its commands.
 *
 * In a notebook `js/widget.ts` makes one from the widget's traits and messages; the demo page makes
 * one that works without a kernel.
 */

import type { Signal } from "@preact/signals";
import type { BlobChannel } from "../cache/model-cache";
import type { CameraState, Iteration, Lighting, SessionState, Status } from "../contract";

/** A command that was refused; both texts are for the user. */
export class SessionError extends Error {
  override readonly name = "SessionError";

  constructor(
    message: string,
    readonly hint = "",
    readonly code = "error",
  ) {
    super(message);
  }
}

export interface Session {
  readonly state: Signal<SessionState>;
  readonly status: Signal<Status>;
  /** Id of the iteration looked at; empty for the head. */
  readonly viewing: Signal<string>;
  readonly lighting: Signal<Lighting>;
  /** `auto`, or a CSS colour. */
  readonly background: Signal<string>;
  readonly wireframe: Signal<boolean>;
  readonly camera: Signal<CameraState | null>;
  /** Pixels. */
  readonly height: Signal<number>;
  /** Whether a kernel answers. */
  readonly connected: Signal<boolean>;
  /** What the backend is told to be, such as "procedural, not AI". */
  readonly label: Signal<string>;
  readonly channel: BlobChannel;
  /** Commands reject with a `SessionError`. */
  create(prompt: string): Promise<void>;
  edit(prompt: string): Promise<void>;
  cancel(): Promise<void>;
  rewind(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Iterations `start` to `stop` (exclusive) of the active line, root first. */
  page(start: number, stop: number): Promise<Iteration[]>;
}
