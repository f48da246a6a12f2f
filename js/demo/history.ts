/** The versions of a demo session: what the store is to a kernel, for as long as the page is open. */

import type { Iteration, Mark, SessionState, Version } from "../contract";
import { SessionError } from "../studio/session";

/** Iterations that the state carries, as `prodwidget.store.layout.WINDOW`. */
const WINDOW = 24;

export class DemoHistory {
  readonly #iterations = new Map<string, Iteration>();
  readonly #marks = new Map<string, Mark>();
  #line: Iteration[] = [];

  get head(): Iteration | undefined {
    return this.#line.at(-1);
  }

  find(id: string): Iteration | undefined {
    return this.#iterations.get(id);
  }

  /** Adds an iteration; one with a parent goes on from the head. */
  commit(made: Omit<Iteration, "number">): void {
    const iteration = { ...made, number: this.#iterations.size + 1 };
    this.#iterations.set(iteration.created_at, iteration);
    this.#line = iteration.parent === null ? [iteration] : [...this.#line, iteration];
  }

  rewind(id: string): void {
    const index = this.#line.findIndex((each) => each.created_at === id);
    if (index < 0) throw new SessionError(`${id} is not on the active line.`, "Restore it.");
    for (const dropped of this.#line.slice(index + 1)) this.#discard(dropped, true);
    this.#line = this.#line.slice(0, index + 1);
  }

  restore(id: string): void {
    const line: Iteration[] = [];
    for (let at: string | null = id; at; at = line.at(-1)?.parent ?? null) {
      line.push(this.#discard(this.#found(at), false));
    }
    this.#line = line.reverse();
  }

  /** Now and then somebody goes back: to discard what followed, or to try another way. */
  stray(index: number): void {
    const back = index % 9 === 7 ? 3 : index % 14 === 11 ? 2 : 0;
    const target = this.#line.at(-1 - back);
    if (back === 2 && target) this.rewind(target.created_at);
    else if (back === 3 && target) this.restore(target.created_at);
  }

  mark(id: string, changes: Partial<Mark>): void {
    this.#found(id);
    const mark = { name: "", starred: false, ...this.#marks.get(id), ...changes };
    if (mark.name.length > 80)
      throw new SessionError("The name is too long; 80 characters are the most.", "Shorten it.");
    if (mark.name || mark.starred) this.#marks.set(id, mark);
    else this.#marks.delete(id);
  }

  page(start: number, stop: number): Iteration[] {
    return this.#line.slice(start, stop);
  }

  read(ids: string[]): Iteration[] {
    return ids.flatMap((id) => this.#iterations.get(id) ?? []);
  }

  /** Versions `start` to `stop` (exclusive), newest first. */
  tree(start: number, stop: number): Version[] {
    return [...this.#iterations.values()].reverse().slice(start, stop).map(versionOf);
  }

  state(): SessionState {
    const onLine = new Set(this.#line.map((each) => each.created_at));
    const offLine = [...this.#iterations.values()].filter((each) => !onLine.has(each.created_at));
    return {
      session: "demo",
      head: this.head?.created_at ?? "",
      iteration_count: this.#line.length,
      iterations: this.#line.slice(-WINDOW),
      off_line: offLine.reverse().slice(0, WINDOW),
      off_line_count: offLine.length,
      marks: Object.fromEntries(this.#marks),
    };
  }

  #found(id: string): Iteration {
    const found = this.#iterations.get(id);
    if (!found) throw new SessionError(`No iteration has the id ${id}.`);
    return found;
  }

  #discard(iteration: Iteration, discarded: boolean): Iteration {
    const marked = { ...iteration, discarded };
    this.#iterations.set(marked.created_at, marked);
    return marked;
  }
}

function versionOf(iteration: Iteration): Version {
  const { created_at, parent, number, kind, prompt, keep = null } = iteration;
  const { backend_label, discarded, artifacts } = iteration;
  const { url, sha256, size } = artifacts.find(({ role }) => role === "model") ?? {
    url: "",
    sha256: "",
    size: 0,
  };
  const pictures = artifacts.filter(({ role }) => role === "picture").length;
  return {
    created_at,
    parent,
    number,
    kind,
    prompt,
    keep,
    pictures,
    backend_label,
    discarded,
    model: { url, sha256, size },
  };
}
