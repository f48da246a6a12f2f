/** What anywidget's model is to the front end, where no kernel stands behind it. */

import type { AnyModel } from "@anywidget/types";

type Listener = (...details: never[]) => void;

/** Keeps traits and tells of their changes; whoever takes messages is a subclass. */
export abstract class LocalModel implements AnyModel {
  readonly widget_manager = {
    get_model: () => Promise.reject(new Error("there is only this one")),
  };
  readonly #traits: Record<string, unknown>;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(traits: Record<string, unknown> = {}) {
    this.#traits = traits;
  }

  abstract send(message: unknown): void;

  get(name: string): unknown {
    return this.#traits[name];
  }

  set(name: string, value: unknown): void {
    this.#traits[name] = value;
    this.tell(`change:${name}`);
  }

  save_changes(): void {}

  on(event: string, listener: Listener): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
  }

  off(event?: string | null, listener?: Listener | null): void {
    if (event && listener) this.#listeners.get(event)?.delete(listener);
  }

  /** Tell the page of an event. */
  tell(event: string, ...details: unknown[]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      (listener as (...details: unknown[]) => void)(...details);
    }
  }
}
