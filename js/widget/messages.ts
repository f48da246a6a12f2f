/**
 * Requests to the kernel over a widget's custom messages, each with an id that its answer repeats.
 *
 * `src/prodwidget/widgets/messages.py` is the other end.
 */

import type { AnyModel } from "@anywidget/types";
import { type Signal, signal } from "@preact/signals";
import type { BlobChannel, ProgressListener } from "../cache/model-cache";
import type { Environment, KeptPicture, OptionValue, StatusError } from "../contract";
import { type Intended, type PartLook, type RunOptions, SessionError } from "../studio/session";
import { type PromiseWithResolvers, withResolvers } from "../with-resolvers";
import { messageTexts } from "./texts";

/** A kernel that is busy answers late where the host has no second thread for messages. */
const PATIENCE_MILLISECONDS = 15_000;

/** A long session is compressed before its first bytes come. */
const PACKING_MILLISECONDS = 180_000;

/** As `PART_BYTES` of `src/prodwidget/widgets/uploads.py`: hosts limit messages. */
export const PART_BYTES = 1 << 20;

type Command =
  | ({ type: "create"; prompt: string } & RunOptions)
  | ({ type: "edit"; prompt: string; parent: string } & RunOptions)
  | ({ type: "propose" } & Intended)
  | {
      type: "process";
      operation: string;
      options: Record<string, OptionValue>;
      parent: string;
    }
  | ({ type: "restyle"; part: string; parent: string } & PartLook)
  | { type: "part_click"; part: string }
  | { type: "environment_part"; upload: string; offset: number; total: number; name: string }
  | { type: "picture_part"; upload: string; offset: number; total: number; name: string }
  | { type: "choose"; preview: number | null }
  | { type: "recover"; job: string; adopt?: string; send_again?: true }
  | { type: "price_again"; job: string }
  | { type: "rewind" | "restore"; iteration: string }
  | { type: "cancel"; job?: string }
  | { type: "mark"; iteration: string; name?: string; starred?: boolean }
  | { type: "page" | "tree"; start: number; stop: number }
  | { type: "iterations"; iterations: string[] }
  | { type: "claim"; wanted: string }
  | { type: "wanted_part"; wanted: string; offset: number; total: number }
  | { type: "wanted_failed"; wanted: string; message: string };

/** What is answered by bytes. */
type Asked = { type: "blob"; sha256: string } | { type: "take_session"; what: "page" | "archive" };

interface Manner {
  abort?: AbortSignal | undefined;
  buffers?: ArrayBuffer[];
  /** Milliseconds of silence after which the kernel is taken not to answer. */
  patience?: number;
  /** Whether silence says nothing of the kernel: nobody waits for the answer. */
  aside?: boolean;
}

type Answer =
  | { type: "reply"; id: string; ok: true; value: unknown }
  | { type: "reply"; id: string; ok: false; error: StatusError }
  | { type: "chunk"; id: string; offset: number; total: number };

interface Waiting {
  take(answer: Answer, buffers: DataView[]): void;
  reject(reason: unknown): void;
}

export class KernelMessages {
  /** Whether the kernel answered the last request in time. */
  readonly connected: Signal<boolean> = signal(true);
  readonly #model: AnyModel;
  readonly #waiting = new Map<string, Waiting>();
  /** Views of one widget hear each other's answers, so that each names its requests differently. */
  readonly #name = Math.random().toString(36).slice(2);
  #last = 0;

  constructor(model: AnyModel) {
    this.#model = model;
    model.on("msg:custom", this.#receive);
  }

  /** Stop listening; what is still unanswered rejects with an `AbortError`. */
  dispose(): void {
    this.#model.off("msg:custom", this.#receive);
    for (const { reject } of this.#waiting.values()) {
      reject(new DOMException(messageTexts.viewGone, "AbortError"));
    }
  }

  /** Send a command; rejects with the kernel's own words where it is refused. */
  ask<T>(command: Command, manner: Manner = {}): Promise<T> {
    return this.#request(command, manner, (answer, _, settle) => {
      if (answer.type === "reply" && answer.ok) settle.resolve(answer.value as T);
    });
  }

  /** Give the kernel a picture of the user's, part by part, and answer what it made of it. */
  readonly addPicture = async (
    file: Blob,
    name: string,
    abort?: AbortSignal,
  ): Promise<KeptPicture> => {
    const kept = await this.#upload<KeptPicture>("picture_part", file, name, abort);
    if (kept) return kept;
    throw new SessionError(messageTexts.pictureBroken, messageTexts.pictureBrokenHint);
  };

  /** The same for a photograph of light. */
  readonly addEnvironment = async (file: Blob, name: string): Promise<Environment> => {
    const kept = await this.#upload<Environment>("environment_part", file, name);
    if (kept) return kept;
    throw new SessionError(messageTexts.fileBroken, messageTexts.fileBrokenHint);
  };

  /** Null where the kernel waits for more. */
  async #upload<T>(
    type: "picture_part" | "environment_part",
    file: Blob,
    name: string,
    abort?: AbortSignal,
  ): Promise<T | null> {
    const upload = `${this.#name}-${this.#last++}`;
    const total = file.size;
    for (let offset = 0; offset < total; offset += PART_BYTES) {
      const part = await file.slice(offset, offset + PART_BYTES).arrayBuffer();
      const kept = await this.ask<T | null>(
        { type, upload, offset, total, name },
        { abort, buffers: [part] },
      );
      if (kept) return kept;
    }
    return null;
  }

  /** Give the kernel a picture of a model, to stand for the widget where none can run. */
  readonly keepPicture = async (of: string, picture: Blob): Promise<void> => {
    const id = `${this.#name}-${this.#last++}`;
    this.#send({ type: "picture", id, of }, [await picture.arrayBuffer()]);
  };

  /** Fetch a file that the kernel holds. */
  readonly fetchBlob: BlobChannel = (sha256, { signal: abort, onProgress } = {}) =>
    this.#file({ type: "blob", sha256 }, "model/gltf-binary", { abort }, onProgress);

  /** The whole session as a file, which the kernel writes now. */
  readonly takeSession = (what: "page" | "archive"): Promise<Blob> => {
    const mediaType = what === "page" ? "text/html" : "application/zip";
    const manner = { patience: PACKING_MILLISECONDS };
    return this.#file({ type: "take_session", what }, mediaType, manner);
  };

  /** Have a file in chunks that may come in any order. */
  #file(
    asked: Asked,
    mediaType: string,
    manner: Manner,
    onProgress?: ProgressListener,
  ): Promise<Blob> {
    const parts = new Map<number, Blob>();
    let received = 0;
    return this.#request<Blob>(asked, manner, (answer, buffers, settle) => {
      const part = buffers[0];
      if (answer.type !== "chunk" || !part || parts.has(answer.offset)) return;
      parts.set(answer.offset, new Blob([part as DataView<ArrayBuffer>]));
      received += part.byteLength;
      onProgress?.(received, answer.total);
      if (received < answer.total) return;
      const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, blob]) => blob);
      settle.resolve(new Blob(inOrder, { type: mediaType }));
    });
  }

  #request<T>(
    message: Command | Asked,
    { abort, buffers, aside, patience = PATIENCE_MILLISECONDS }: Manner,
    take: (answer: Answer, buffers: DataView[], settle: PromiseWithResolvers<T>) => void,
  ): Promise<T> {
    if (abort?.aborted) return Promise.reject(abort.reason);
    const id = `${this.#name}-${this.#last++}`;
    const settle = withResolvers<T>();
    let timer = 0;
    const giveUp = () => {
      if (!aside) this.connected.value = false;
      settle.reject(new SessionError(messageTexts.silent, messageTexts.silentHint, "disconnected"));
    };
    const wait = () => {
      clearTimeout(timer);
      timer = window.setTimeout(giveUp, patience);
    };
    const cancel = () => {
      this.#send({ type: "abort", id });
      settle.reject(abort?.reason);
    };
    abort?.addEventListener("abort", cancel, { once: true });
    this.#waiting.set(id, {
      reject: settle.reject,
      take: (answer, buffers) => {
        wait();
        if (answer.type === "reply" && !answer.ok) {
          const { message: text, hint, code } = answer.error;
          settle.reject(new SessionError(text, hint, code));
        } else take(answer, buffers, settle);
      },
    });
    wait();
    if (!this.#send({ ...message, id }, buffers)) giveUp();
    return settle.promise.finally(() => {
      clearTimeout(timer);
      abort?.removeEventListener("abort", cancel);
      this.#waiting.delete(id);
    });
  }

  /** Answers whether it went: hosts throw where the kernel is gone, or the page is about to be. */
  #send(message: object, buffers?: ArrayBuffer[]): boolean {
    try {
      this.#model.send(message, undefined, buffers);
      return true;
    } catch {
      return false;
    }
  }

  readonly #receive = (answer: Answer, buffers: DataView[]): void => {
    // Also to a request that was given up: a busy kernel answers when it is done.
    this.connected.value = true;
    this.#waiting.get(answer?.id)?.take(answer, buffers ?? []);
  };
}
