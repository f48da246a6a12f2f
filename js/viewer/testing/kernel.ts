/** Files as a kernel has them, and what it is asked for. */

import type { BlobChannel } from "../../cache/model-cache";
import type { ModelSource } from "../../contract";

export class TestKernel {
  /** Digests that were asked for, oldest first. */
  readonly asked: string[] = [];
  /** Digests whose request was aborted. */
  readonly aborted: string[] = [];
  /** Requests wait while it is set. */
  silent = false;
  readonly #files = new Map<string, Blob>();

  async add(id: string, file: Blob): Promise<ModelSource> {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#files.set(sha256, file);
    return { id, url: `blob+sha256:${sha256}`, sha256 };
  }

  readonly channel: BlobChannel = (sha256, { signal } = {}) => {
    this.asked.push(sha256);
    return new Promise((resolve, reject) => {
      if (!this.silent) return resolve(this.#files.get(sha256) as Blob);
      signal?.addEventListener("abort", () => {
        this.aborted.push(sha256);
        reject(signal.reason);
      });
    });
  };
}
