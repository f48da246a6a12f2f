/** Which of a file's variants a view shows, kept by name over models that have none of that name. */

import type { Model } from "../model/model";

/** Events: `change`. */
export class VariantChoice extends EventTarget {
  readonly #onChange: () => void;
  #names: readonly string[] = [];
  #chosen = "";

  /** `onChange` is told when a model is to be drawn in another one. */
  constructor(onChange: () => void) {
    super();
    this.#onChange = onChange;
  }

  /** Of the model on screen. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Its name; empty for what the file shows first. */
  get chosen(): string {
    return this.#chosen;
  }

  set chosen(name: string) {
    if (name === this.#chosen) return;
    this.#chosen = name;
    this.#onChange();
    this.dispatchEvent(new Event("change"));
  }

  /** Another model is on screen. */
  mounted(model: Model | null): void {
    this.#names = model?.wardrobe.names ?? [];
    this.dispatchEvent(new Event("change"));
  }

  /** What a model wears in this view, by its place. */
  of(model: Model): number | null {
    const index = model.wardrobe.names.indexOf(this.#chosen);
    return index < 0 ? null : index;
  }
}
