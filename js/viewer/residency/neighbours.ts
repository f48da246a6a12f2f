/** Fetches what may be asked for next, while the page is idle and its user is looking. */

import type { ModelSource } from "../../contract";
import { idle } from "./idle";

/** After the user's last deed. */
const QUIET_MILLISECONDS = 600;

const DEEDS = ["pointerdown", "keydown", "wheel", "touchstart"];

export class Neighbours {
  readonly #fetch: (source: ModelSource, signal: AbortSignal) => Promise<void>;
  readonly #cleanUp = new AbortController();
  #waiting: ModelSource[] = [];
  #work: AbortController | null = null;
  #timer = 0;

  constructor(fetch: (source: ModelSource, signal: AbortSignal) => Promise<void>) {
    this.#fetch = fetch;
    const { signal } = this.#cleanUp;
    for (const deed of DEEDS) {
      addEventListener(deed, this.#interrupt, { signal, capture: true, passive: true });
    }
  }

  /** The models to fetch, nearest first, in place of those that were to be fetched before. */
  expect(sources: ModelSource[]): void {
    this.stop();
    this.#waiting = [...sources];
    this.#later();
  }

  /** Fetch nothing more, and leave what is under way. */
  stop(): void {
    this.#waiting = [];
    this.#halt();
  }

  dispose(): void {
    this.stop();
    this.#cleanUp.abort();
  }

  /** The user does something: the page is theirs until they are done. */
  readonly #interrupt = (): void => {
    if (this.#waiting.length === 0) return;
    this.#halt();
    this.#later();
  };

  #halt(): void {
    clearTimeout(this.#timer);
    this.#work?.abort();
    this.#work = null;
  }

  #later(): void {
    this.#timer = window.setTimeout(() => void this.#run(), QUIET_MILLISECONDS);
  }

  async #run(): Promise<void> {
    const work = new AbortController();
    this.#work = work;
    try {
      for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
        await idle(work.signal);
        // Of a failure the user hears who asks for the model.
        await this.#fetch(next, work.signal).catch(() => {});
        work.signal.throwIfAborted();
        this.#waiting.shift();
      }
    } catch (error) {
      if (!work.signal.aborted) throw error;
    }
  }
}
