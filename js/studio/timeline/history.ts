/** The iterations a panel has met: the state carries only the newest, older ones are read by page. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Iteration } from "../../contract";
import type { Session } from "../session";

const PAGE = 24;

export class History {
  /** The known end of the active line, oldest first, without a gap up to the head. */
  readonly line: ReadonlySignal<Iteration[]>;
  /** How many of the active line lie before it. */
  readonly earlier: ReadonlySignal<number>;
  readonly #session: Session;
  readonly #met = new Map<string, Iteration>();
  readonly #pages = signal(0);

  constructor(session: Session) {
    this.#session = session;
    this.line = computed(() => {
      this.#pages.value;
      const { iterations, off_line } = session.state.value;
      this.#meet([...off_line, ...iterations]);
      const line: Iteration[] = [];
      let at = iterations.at(-1);
      while (at) {
        line.push(at);
        at = this.#met.get(at.parent ?? "");
      }
      return line.reverse();
    });
    this.earlier = computed(() => session.state.value.iteration_count - this.line.value.length);
  }

  /** An iteration that was met, on the active line or not. */
  find(id: string): Iteration | undefined {
    // Read for its effect as well: what the state carries is met by then.
    this.line.value;
    return this.#met.get(id);
  }

  /** Read one more page of the active line. */
  async readEarlier(): Promise<void> {
    const stop = this.earlier.peek();
    this.#meet(await this.#session.page(Math.max(0, stop - PAGE), stop));
    this.#pages.value += 1;
  }

  #meet(iterations: Iteration[]): void {
    for (const each of iterations) this.#met.set(each.created_at, each);
  }
}
