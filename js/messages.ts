/**
 * Requests to the kernel over a widget's custom messages, each with an id that its answer repeats.
 *
 * `src/prodwidget/widget.py` is the other end.
 */

import type { AnyModel } from "@anywidget/types";
import { type Signal, signal } from "@preact/signals";
import type { BlobChannel } from "./cache/model-cache";
import type { StatusError } from "./contract";
import { SessionError } from "./studio/session";

/** A kernel that is busy answers late where the host has no second thread for messages. */
const PATIENCE_MILLISECONDS = 15_000;

type Command =
  | { type: "create" | "edit"; prompt: string }
  | { type: "rewind" | "restore"; iteration: string }
  | { type: "cancel" }
  | { type: "page"; start: number; stop: number };

type Answer =
  | { type: "reply"; id: string; ok: true; value: unknown }
  | { type: "reply"; id: string; ok: false; error: StatusError }
  | { type: "chunk"; id: string; offset: number; total: number };

export class KernelMessages {
  /** Whether the kernel answered the last request in time. */
  readonly connected: Signal<boolean> = signal(true);
  readonly #model: AnyModel;
  readonly #waiting = new Map<string, (answer: Answer, buffers: DataView[]) => void>();
  #last = 0;

  constructor(model: AnyModel) {
    this.#model = model;
    model.on("msg:custom", this.#receive);
  }

  dispose(): void {
    this.#model.off("msg:custom", this.#receive);
    this.#waiting.clear();
  }

  /** Send a command; rejects with the kernel's own words where it is refused. */
  ask<T>(command: Command): Promise<T> {
    return this.#request(command, undefined, (answer, _, settle) => {
      if (answer.type === "reply" && answer.ok) settle.resolve(answer.value as T);
    });
  }

  /** Fetch a file that the kernel holds, in chunks. */
  readonly fetchBlob: BlobChannel = (sha256, { signal: abort, onProgress } = {}) => {
    const parts: Blob[] = [];
    let received = 0;
    return this.#request<Blob>({ type: "blob", sha256 }, abort, (answer, buffers, settle) => {
      const part = buffers[0];
      if (answer.type !== "chunk" || !part) return;
      parts.push(new Blob([part as DataView<ArrayBuffer>]));
      received += part.byteLength;
      onProgress?.(received, answer.total);
      if (received >= answer.total) settle.resolve(new Blob(parts, { type: "model/gltf-binary" }));
    });
  };

  #request<T>(
    message: Command | { type: "blob"; sha256: string },
    abort: AbortSignal | undefined,
    take: (answer: Answer, buffers: DataView[], settle: PromiseWithResolvers<T>) => void,
  ): Promise<T> {
    const id = `${Date.now().toString(36)}-${(this.#last++).toString(36)}`;
    const settle = withResolvers<T>();
    let timer = 0;
    const wait = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        this.connected.value = false;
        settle.reject(
          new SessionError(
            "The kernel does not answer.",
            "It may be busy or gone: wait for the running cell, or restart the kernel and run this cell again.",
            "disconnected",
          ),
        );
      }, PATIENCE_MILLISECONDS);
    };
    const cancel = () => {
      this.#model.send({ type: "abort", id });
      settle.reject(abort?.reason);
    };
    abort?.addEventListener("abort", cancel, { once: true });
    this.#waiting.set(id, (answer, buffers) => {
      this.connected.value = true;
      wait();
      if (answer.type === "reply" && !answer.ok) {
        const { message: text, hint, code } = answer.error;
        settle.reject(new SessionError(text, hint, code));
      } else take(answer, buffers, settle);
    });
    wait();
    this.#model.send({ ...message, id });
    return settle.promise.finally(() => {
      clearTimeout(timer);
      abort?.removeEventListener("abort", cancel);
      this.#waiting.delete(id);
    });
  }

  readonly #receive = (answer: Answer, buffers: DataView[]): void => {
    this.#waiting.get(answer?.id)?.(answer, buffers ?? []);
  };
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
