/**
 * The whole history as far as it was read: light rows, newest first, without a gap.
 *
 * It is read a page at a time, as far down as somebody looks. What is made meanwhile is read and put
 * on top; where the head moves, versions can be discarded or come back, and all is read again.
 */

import { effect, signal, untracked } from "@preact/signals";
import type { Version } from "../../contract";
import type { Session } from "../session";
import { type Told, told } from "../words/format";

/** Enough for what is seen at first. */
const FIRST_PAGE = 60;

/** As `_TREE_PAGE` of `src/prodwidget/widgets/studio.py`. */
const PAGE = 500;

export class Versions {
  readonly rows = signal<readonly Version[]>([]);
  /** How many there are, read or not. */
  readonly total = signal(0);
  readonly reading = signal(false);
  /** Why no more could be read, until it can. */
  readonly failure = signal<Told | null>(null);
  readonly #session: Session;
  /** From the top, how many rows are as the session has them. */
  #fresh = 0;
  #wanted = FIRST_PAGE;
  #head = "";
  /** Of what was read last: what was asked for before the session changed is asked for again. */
  #edition = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keep up with the session; answers a function that ends it. */
  follow(): () => void {
    return effect(() => {
      const { head, iterations, iteration_count, off_line_count } = this.#session.state.value;
      // The kernel is back, and what could not be read can be.
      this.#session.connected.value;
      const parent = iterations.at(-1)?.parent ?? null;
      untracked(() => void this.#keepUp(head, parent, iteration_count + off_line_count));
    });
  }

  /** Read on until there are so many rows, or all. */
  read(count: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, Math.min(count, this.total.peek()));
    return this.#work();
  }

  #keepUp(head: string, parent: string | null, total: number): Promise<void> {
    const made = total - this.total.peek();
    const grew = made === 1 && parent === this.#head && this.#fresh > 0 && !this.reading.peek();
    if (made === 0 && head === this.#head) return this.#work();
    this.#edition += 1;
    this.total.value = total;
    // One that follows what was the head changes no other.
    this.#head = head;
    if (grew) return this.#put(this.#edition);
    this.#fresh = 0;
    if (made < 0) this.rows.value = [];
    return this.#work();
  }

  async #put(edition: number): Promise<void> {
    const fresh = this.#fresh;
    this.#fresh = 0;
    const page = await this.#session.tree(0, 1).catch(() => []);
    if (edition !== this.#edition) return;
    if (page.length === 1) {
      this.#take(page);
      this.#fresh = fresh + 1;
    }
    await this.#work();
  }

  async #work(): Promise<void> {
    if (this.reading.peek()) return;
    this.reading.value = true;
    try {
      while (this.#fresh < Math.min(this.#wanted, this.total.peek())) {
        const edition = this.#edition;
        const start = this.#fresh;
        const page = await this.#session.tree(start, start + (start === 0 ? FIRST_PAGE : PAGE));
        if (edition !== this.#edition) continue;
        this.#take(page);
        this.#fresh = Math.max(this.#fresh, start + page.length);
        // A page that was exported carries some of them.
        if (page.length === 0) this.total.value = this.#fresh;
      }
      this.failure.value = null;
    } catch (error) {
      this.failure.value = told(error);
    } finally {
      this.reading.value = false;
    }
  }

  /** Puts a page in the place that its numbers say. */
  #take(page: readonly Version[]): void {
    const [newest, oldest] = [page[0], page.at(-1)];
    if (!newest || !oldest) return;
    const rows = this.rows.peek();
    this.rows.value = [
      ...rows.filter(({ number }) => number > newest.number),
      ...page,
      ...rows.filter(({ number }) => number < oldest.number),
    ];
  }
}

/** Those that somebody looks for: by words of their names or prompts, or by their numbers. */
export function matching(
  rows: readonly Version[],
  wanted: { words: string; starred: boolean },
  marks: Session["state"]["value"]["marks"],
  titleOf: (version: Version) => string,
): readonly Version[] {
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && !wanted.starred) return rows;
  return rows.filter((version) => {
    const mark = marks[version.created_at];
    if (wanted.starred && !mark?.starred) return false;
    const text = `${mark?.name ?? ""} ${titleOf(version)} #${version.number}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
