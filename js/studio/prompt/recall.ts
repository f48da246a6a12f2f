/** Earlier prompts, one after the other, as a shell brings its lines back. */

import type { SessionState } from "../../contract";

/** The prompts of a session and those that were typed here, each once, oldest first. */
export function promptsOf({ iterations, off_line }: SessionState, typed: string[]): string[] {
  const made = [...iterations, ...off_line]
    .sort((one, other) => (one.created_at < other.created_at ? -1 : 1))
    .map(({ prompt }) => prompt);
  // Of a prompt that was sent again, the last time counts.
  return [...new Set([...made, ...typed].reverse())].reverse();
}

/** Where someone is among the prompts. */
export class Recall {
  #draft = "";
  #prompts: string[] = [];
  #at = 0;

  /** Whether an earlier prompt is in the box, as it was. */
  get active(): boolean {
    return this.#at < this.#prompts.length;
  }

  /** The prompt before this one, or null at the oldest; `draft` is what is in the box. */
  earlier(prompts: string[], draft: string): string | null {
    if (!this.active) {
      this.#draft = draft;
      this.#prompts = prompts.filter((prompt) => prompt !== draft);
      this.#at = this.#prompts.length;
    }
    if (this.#at === 0) return null;
    this.#at -= 1;
    return this.#prompts[this.#at] ?? null;
  }

  /** The prompt after this one, and after the newest what was in the box before. */
  later(): string {
    this.#at += 1;
    return this.#prompts[this.#at] ?? this.#draft;
  }

  /** The box is someone's own again. */
  end(): void {
    this.#prompts = [];
    this.#at = 0;
  }
}
