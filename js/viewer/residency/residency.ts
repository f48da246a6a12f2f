/**
 * The models on the GPU. All views of the page share them: a model that two views show is there once,
 * and one that was shown lately stays, least lately shown going first, within a budget of bytes.
 */

import type { BlobChannel, ProgressListener } from "../../cache/model-cache";
import type { ModelSource } from "../../contract";
import { SharedTask } from "../../shared-task";
import type { Model } from "../model/model";
import { type LoadOptions, loadModel } from "./load";
import type { PreparingRenderer } from "./prepare";

export const DEFAULT_BUDGET_BYTES = 256 << 20;

/** Of a tab that is not looked at: then what nothing shows is let go. */
const HIDDEN_MILLISECONDS = 5 * 60_000;

/** What it takes of the page's renderer. */
export interface ResidencyRenderer extends PreparingRenderer {
  /** The number of the context, once there is one: what another one held is gone. */
  context(): Promise<number>;
}

interface Resident {
  readonly model: Model;
  /** Views that show it: it stays while there are any. */
  pins: number;
}

interface Flight {
  readonly task: SharedTask<Model>;
  /** Those who wait for it: all hear of its progress, and whoever is still there has it fetched. */
  readonly takers: Set<Taker>;
}

interface Taker {
  onProgress: ProgressListener | undefined;
  channel: BlobChannel | undefined;
}

export class Residency {
  readonly #renderer: ResidencyRenderer;
  /** By id, least lately used first. */
  readonly #residents = new Map<string, Resident>();
  /** Those that were forgotten while they were shown: nobody else gets them, and they go with that. */
  readonly #leaving = new Map<Model, Resident>();
  readonly #flights = new Map<string, Flight>();
  #budget = DEFAULT_BUDGET_BYTES;
  #trimming = 0;
  #hidden = 0;

  constructor(renderer: ResidencyRenderer) {
    this.#renderer = renderer;
    document.addEventListener("visibilitychange", this.#visibility);
    document.addEventListener("freeze", this.#letGo);
  }

  /** Bytes that all of them take. */
  get bytes(): number {
    return this.#all().reduce((sum, { model }) => sum + model.bytes, 0);
  }

  get count(): number {
    return this.#all().length;
  }

  set budget(bytes: number) {
    this.#budget = bytes;
    this.#trimSoon();
  }

  has(id: string): boolean {
    return this.#residents.has(id);
  }

  /** A model that is here, pinned for the caller, who gives it back with `unpin`. */
  pin(id: string): Model | null {
    const resident = this.#residents.get(id);
    if (!resident) return null;
    resident.pins += 1;
    this.#residents.delete(id);
    this.#residents.set(id, resident);
    return resident.model;
  }

  unpin(model: Model): void {
    const resident = this.#all().find((each) => each.model === model);
    if (!resident) return;
    resident.pins -= 1;
    if (resident.pins === 0 && this.#leaving.has(model)) this.#drop(resident);
    this.#trimSoon();
  }

  /**
   * A model, pinned: the one that is here, or else loaded, prepared and kept. All who ask for it at
   * once share the work, which stops when the last of them has aborted.
   *
   * @throws ModelParseError, ModelFetchError, or the signal's reason.
   */
  async acquire(source: ModelSource, options: LoadOptions): Promise<Model> {
    const joined = this.#joinable(source.id);
    if (joined) {
      try {
        return await this.#join(joined, source, options);
      } catch (error) {
        // Another's channel, or another's address: what failed there is tried once more from here.
        if (options.signal.aborted) throw error;
      }
    }
    return this.#join(this.#begin(source, options), source, options);
  }

  /** Let a model go that is not to be shown again, once nobody shows it. */
  forget(id: string): void {
    const resident = this.#residents.get(id);
    if (!resident) return;
    this.#residents.delete(id);
    if (resident.pins === 0) this.#drop(resident);
    else this.#leaving.set(resident.model, resident);
  }

  /** The context was lost, and with it every model. */
  lost(): void {
    for (const resident of this.#all()) this.#drop(resident);
  }

  dispose(): void {
    clearTimeout(this.#trimming);
    clearTimeout(this.#hidden);
    document.removeEventListener("visibilitychange", this.#visibility);
    document.removeEventListener("freeze", this.#letGo);
    this.lost();
  }

  async #join(flight: Flight, source: ModelSource, options: LoadOptions): Promise<Model> {
    const { signal, onProgress, channel } = options;
    for (;;) {
      const here = this.pin(source.id);
      if (here) return here;
      const taker: Taker = { onProgress, channel };
      flight.takers.add(taker);
      try {
        await flight.task.join(signal);
      } finally {
        flight.takers.delete(taker);
      }
      const model = this.pin(source.id);
      if (model) return model;
      // The context went in the very moment.
      flight = this.#begin(source, options);
    }
  }

  #joinable(id: string): Flight | undefined {
    const flight = this.#flights.get(id);
    return flight?.task.abandoned ? undefined : flight;
  }

  #begin(source: ModelSource, options: LoadOptions): Flight {
    const takers = new Set<Taker>();
    const { lighting, hasty = false } = options;
    const flight: Flight = {
      takers,
      task: new SharedTask((signal) =>
        this.#load(source, {
          lighting,
          hasty,
          signal,
          get channel() {
            return [...takers].find(({ channel }) => channel)?.channel;
          },
          onProgress: (loaded, total) => {
            for (const { onProgress } of takers) onProgress?.(loaded, total);
          },
        }).finally(() => {
          if (this.#flights.get(source.id) === flight) this.#flights.delete(source.id);
        }),
      ),
    };
    this.#flights.set(source.id, flight);
    return flight;
  }

  async #load(source: ModelSource, options: LoadOptions): Promise<Model> {
    for (;;) {
      const context = await this.#renderer.context();
      // Built while the model is fetched.
      void this.#renderer.lights.prepare(options.lighting);
      const model = await loadModel(source, this.#renderer, options);
      if (context === (await this.#renderer.context())) {
        this.#add(model);
        return model;
      }
      model.dispose();
    }
  }

  #add(model: Model): void {
    if (this.#residents.has(model.id)) {
      model.dispose();
      return;
    }
    this.#residents.set(model.id, { model, pins: 0 });
    this.#trimSoon();
  }

  #all(): Resident[] {
    return [...this.#residents.values(), ...this.#leaving.values()];
  }

  #drop(resident: Resident): void {
    const { model } = resident;
    if (this.#residents.get(model.id) === resident) this.#residents.delete(model.id);
    this.#leaving.delete(model);
    model.dispose();
  }

  /** Not at once, so that who waits for a model that has just come can pin it. */
  #trimSoon(): void {
    clearTimeout(this.#trimming);
    this.#trimming = window.setTimeout(() => this.#trim(this.#budget), 0);
  }

  #trim(budget: number): void {
    let { bytes } = this;
    for (const resident of this.#residents.values()) {
      if (bytes <= budget) return;
      if (resident.pins > 0) continue;
      bytes -= resident.model.bytes;
      this.#drop(resident);
    }
  }

  readonly #letGo = (): void => this.#trim(0);

  readonly #visibility = (): void => {
    clearTimeout(this.#hidden);
    if (document.hidden) this.#hidden = window.setTimeout(this.#letGo, HIDDEN_MILLISECONDS);
  };
}
