/** The models that a view shows, pinned on the GPU: the current one, and the outgoing one while it fades. */

import type { ModelSource } from "../../contract";
import type { Model } from "../model/model";
import type { Residency } from "../residency/residency";

export class ShownModels {
  readonly #residency: Residency;
  #source: ModelSource | null = null;
  #current: Model | null = null;
  #outgoing: Model | null = null;

  constructor(residency: Residency) {
    this.#residency = residency;
  }

  /** Of the model on screen, which is not on the GPU while a lost context is on its way back. */
  get source(): ModelSource | null {
    return this.#source;
  }

  get current(): Model | null {
    return this.#current;
  }

  get outgoing(): Model | null {
    return this.#outgoing;
  }

  /** Show this model, pinned by the caller, or none; the current one becomes the outgoing one. */
  replace(source: ModelSource | null, model: Model | null): void {
    this.dropOutgoing();
    this.#source = source;
    this.#outgoing = this.#current;
    this.#current = model;
  }

  /** Nothing is wanted any more of a model that went with the context. */
  forget(): void {
    this.#source = null;
  }

  dropOutgoing(): void {
    if (this.#outgoing) this.#residency.unpin(this.#outgoing);
    this.#outgoing = null;
  }

  /** Every model went with the context. */
  lost(): void {
    this.#current = null;
  }

  /** The model on screen is on the GPU again, pinned by the caller. */
  restored(model: Model): void {
    this.#current = model;
  }

  dispose(): void {
    this.dropOutgoing();
    if (this.#current) this.#residency.unpin(this.#current);
    this.#current = null;
  }
}
