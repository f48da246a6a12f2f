/** The iterations a panel has met: the state carries only the newest, older ones are read by page. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Iteration } from "../../contract";
import type { Session } from "../session";

const PAGE = 24;

/** Of those that were looked at away from the line, so that a long walk does not gather them all. */
const MOST_ASIDE = 200;

export class History {
  /** The known end of the active line, oldest first, without a gap up to the head. */
  readonly line: ReadonlySignal<Iteration[]>;
  /** How many of the active line lie before it. */
  readonly earlier: ReadonlySignal<number>;
  /**
   * The version that is looked at, whichever line it is on. One that is still on its way to the page
   * leaves the one before it in its place.
   */
  readonly shown: ReadonlySignal<Iteration | undefined>;
  readonly #session: Session;
  readonly #met = new Map<string, Iteration>();
  readonly #pages = signal(0);
  /** Versions that are looked at, or about to be, and that neither the state nor a page has. */
  readonly #aside = signal<ReadonlyMap<string, Iteration>>(new Map());
  /** What was asked for by its id, and is not there. */
  readonly #absent = signal<ReadonlySet<string>>(new Set());
  readonly #asking = new Set<string>();

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
    let last: Iteration | undefined;
    this.shown = computed(() => {
      const { head } = session.state.value;
      const found = this.find(session.viewing.value || head);
      const comes =
        !found && session.viewing.value && !this.#absent.value.has(session.viewing.value);
      if (!comes || !last) last = found ?? this.find(head);
      return last;
    });
  }

  /** An iteration that was met, on the active line or not. */
  find(id: string): Iteration | undefined {
    // Read for its effect as well: what the state carries is met by then.
    this.line.value;
    return this.#met.get(id) ?? this.#aside.value.get(id);
  }

  /** Read one more page of the active line. */
  async readEarlier(): Promise<void> {
    const stop = this.earlier.peek();
    this.#meet(await this.#session.page(Math.max(0, stop - PAGE), stop));
    this.#pages.value += 1;
  }

  /**
   * Read versions that may be looked at next, or of which it may have changed whether they are
   * discarded. Never rejects: who looks at one that could not be had is told by its stage.
   */
  async meet(ids: string[], { again = false } = {}): Promise<void> {
    const unknown = ids.filter(
      (id) => id && !this.#asking.has(id) && (again ? !this.#isCarried(id) : !this.find(id)),
    );
    if (unknown.length === 0 || this.#session.readOnly) return;
    for (const id of unknown) this.#asking.add(id);
    try {
      const found = await this.#session.read(unknown);
      const aside = new Map(this.#aside.peek());
      for (const each of found) {
        aside.delete(each.created_at);
        aside.set(each.created_at, each);
        if (this.#met.has(each.created_at)) this.#meet([each]);
      }
      const absent = unknown.filter((id) => !aside.has(id));
      this.#absent.value = new Set([...this.#absent.peek(), ...absent]);
      const kept = [...aside].filter(
        ([id], at) => at >= aside.size - MOST_ASIDE || id === this.#session.viewing.peek(),
      );
      this.#aside.value = new Map(kept);
    } catch {
      // The kernel does not answer: what is on the stage stays there.
    } finally {
      for (const id of unknown) this.#asking.delete(id);
    }
  }

  #isCarried(id: string): boolean {
    const { iterations, off_line } = this.#session.state.peek();
    return [...iterations, ...off_line].some((each) => each.created_at === id);
  }

  #meet(iterations: Iteration[]): void {
    for (const each of iterations) this.#met.set(each.created_at, each);
  }
}
