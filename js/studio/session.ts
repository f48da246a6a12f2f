/**
 * What the panel needs from its surroundings: a session's records as signals, and its commands.
 *
 * In a notebook one is made from a widget's traits and messages (`js/widget/widget.ts`); the demo page
 * makes one that works without a kernel.
 */

import type { Signal } from "@preact/signals";
import type { BlobChannel } from "../cache/model-cache";
import type {
  CameraState,
  Connection,
  Environment,
  Finish,
  Iteration,
  Keep,
  KeptPicture,
  Mark,
  Money,
  Operation,
  OptionsByStep,
  OptionValue,
  Proposal,
  SessionState,
  Status,
  Surface,
  Version,
  View,
} from "../contract";
import type { ModelView } from "../viewer/model-view";
import type { LookSignals } from "./look/look-signals";
import type { MotionSignals } from "./motion/signals";
import type { Touched } from "./parts/touch";

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

/** A picture that the kernel has, and what side of the product it shows. */
export interface NamedPicture {
  sha256: string;
  view: View;
}

export interface RunOptions {
  /** The part that an edit concerns; without it, the whole. */
  part?: string;
  /** Show the images first, and wait for a choice among them. */
  review?: boolean;
  /** What an edit leaves as it is; without it the kernel decides by the words. */
  keep?: Keep;
  pictures?: NamedPicture[];
  /** How many to make at once, as siblings. */
  variants?: number;
  options?: Record<string, OptionValue>;
  seed?: number;
}

/** An edit that is not sent yet. */
export interface Intended {
  prompt: string;
  /** Empty where a new product is to begin. */
  parent: string;
  creating: boolean;
  pictures: NamedPicture[];
  keep: Keep | null;
  /** The part that it concerns; empty for the whole. */
  part?: string;
  variants: number;
  options: Record<string, OptionValue>;
}

/** How a part is to look. */
export interface PartLook {
  /** `#rrggbb`. */
  colour: string | null;
  /** The name of a finish. */
  finish: string | null;
}

/** What is to become of a paid request of which nobody knows whether it arrived. */
export type LostRequest =
  /** It did, and has this id at its provider. */
  { adopt: string } | { sendAgain: true };

/** Whether a job holds the session. */
export function isBusy({ status }: Status): boolean {
  return status === "queued" || status === "running" || status === "review";
}

export interface Session extends LookSignals, Touched {
  readonly state: Signal<SessionState>;
  readonly status: Signal<Status>;
  /** Id of the iteration looked at; empty for the head. */
  readonly viewing: Signal<string>;
  readonly camera: Signal<CameraState | null>;
  /** The stage's in pixels, or `auto`: as high as what is seen of the panel's place. */
  readonly height: Signal<number | "auto">;
  /** Megabytes on the GPU for models that were shown lately. */
  readonly memoryBudget: Signal<number>;
  /** Whether a kernel answers. */
  readonly connected: Signal<boolean>;
  /** Whether the kernel hears from the store. */
  readonly connection: Signal<Connection>;
  /** Null where nothing costs money. */
  readonly money: Signal<Money | null>;
  /** What the backend is told to be, such as "procedural, not AI". */
  readonly label: Signal<string>;
  /** Without it nobody else hears of what the view plays. */
  readonly motion?: MotionSignals;
  /** What it makes; a host of an earlier version tells of none. */
  readonly surface?: Signal<Surface | undefined>;
  /** The steps that are no prompts. */
  readonly operations: Signal<Operation[]>;
  /** What the backend lets one set. */
  readonly options: Signal<OptionsByStep>;
  /** How a part can be finished. */
  readonly finishes: Signal<Finish[]>;
  readonly channel: BlobChannel;
  /** Whether it is only looked at: no prompts, no rewinds. */
  readonly readOnly?: boolean;
  /** Takes a picture of each model shown, by its id. */
  keepPicture?(id: string, picture: Blob): void;
  /** Told the 3D view, for those who want pictures of it. */
  readonly view?: Signal<ModelView | null>;
  /** The whole of it as a file; none where no kernel could write one. */
  takeSession?(what: "page" | "archive"): Promise<Blob>;
  /** Commands reject with a `SessionError`. */
  create(prompt: string, options?: RunOptions): Promise<void>;
  /** From an iteration: the head's id goes on, an older one starts a branch. */
  edit(prompt: string, parent: string, options?: RunOptions): Promise<void>;
  /** What a prompt would do, and cost; nothing is sent on. */
  propose(intended: Intended): Promise<Proposal>;
  /** Give the kernel a picture, for a create or an edit to name. */
  addPicture(file: Blob, name: string, abort?: AbortSignal): Promise<KeptPicture>;
  /** Give the kernel a photograph of light (.hdr, .exr), which the session then keeps. */
  addEnvironment(file: Blob, name: string): Promise<Environment>;
  /** A step that is no prompt, from an iteration. */
  process(operation: string, options: Record<string, OptionValue>, parent: string): Promise<void>;
  /** Set the look of a part of an iteration, as it is given; null leaves it as it is. */
  restyle(part: string, look: PartLook, parent: string): Promise<void>;
  /** Go on with one of the status's previews, or have others made. */
  choose(preview: number | null): Promise<void>;
  /** Go on with a job that was left before it was done. */
  recover(job: string, lost?: LostRequest): Promise<void>;
  /** About what it costs to send a job's lost request again, in US dollars; null where it is not known. */
  priceAgain(job: string): Promise<number | null>;
  /** The job at work, or what one that was left still has running at its provider. */
  cancel(job?: string): Promise<void>;
  rewind(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Iterations `start` to `stop` (exclusive) of the active line, root first. */
  page(start: number, stop: number): Promise<Iteration[]>;
  /** Versions `start` to `stop` (exclusive) of the whole history, newest first; fewer where it ends. */
  tree(start: number, stop: number): Promise<Version[]>;
  /** Whole iterations, wherever they are; those that are not there are left out. */
  read(ids: string[]): Promise<Iteration[]>;
  /** Name a version or star it, or take that back; what is not given stays as it is. */
  mark(id: string, changes: Partial<Mark>): Promise<void>;
}
