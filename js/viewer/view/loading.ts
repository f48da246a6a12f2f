/** The model that a view waits for: one at a time, the newest. */

import type { BlobChannel } from "../../cache/model-cache";
import type { ModelSource } from "../../contract";
import type { Model } from "../model/model";
import type { LoadOptions } from "../residency/load";
import type { Residency } from "../residency/residency";
import type { ViewLook } from "./look";

export class Loading {
  readonly #residency: Residency;
  readonly #look: ViewLook;
  readonly #channel: BlobChannel | undefined;
  #current: AbortController | null = null;

  constructor(residency: Residency, look: ViewLook, channel: BlobChannel | undefined) {
    this.#residency = residency;
    this.#look = look;
    this.#channel = channel;
  }

  /** Whether a model is on its way. */
  get busy(): boolean {
    return this.#current !== null;
  }

  options(signal: AbortSignal): LoadOptions {
    return { channel: this.#channel, signal, lighting: this.#look.wanted };
  }

  /** Nothing is waited for any more. */
  abort(): void {
    this.#current?.abort();
    this.#current = null;
  }

  /** A model, pinned, with the light that it is wanted in; null where another one was asked for meanwhile. */
  async acquire(
    source: ModelSource,
    how: Pick<LoadOptions, "hasty" | "onProgress">,
  ): Promise<Model | null> {
    const loading = new AbortController();
    this.#current = loading;
    try {
      const light = this.#look.prepare();
      const model = await this.#residency.acquire(source, {
        ...this.options(loading.signal),
        ...how,
      });
      await light;
      if (!loading.signal.aborted) return model;
      this.#residency.unpin(model);
    } catch (error) {
      if (!loading.signal.aborted) throw error;
    } finally {
      if (this.#current === loading) this.#current = null;
    }
    return null;
  }
}
