/** What went with the last prompt that was sent from this page: another try sends the same. */

import type { Status } from "../contract";
import type { RunOptions, Session } from "./session";

const last = new WeakMap<Session, { prompt: string; run: RunOptions }>();

export function remember(session: Session, prompt: string, run: RunOptions): void {
  last.set(session, { prompt, run });
}

/** A prompt as its job has it: `said_of_part` of `prodwidget.backends`. */
export function saidOf(part: string | undefined, words: string): string {
  const begin = `the ${part}: `;
  return !part || words.startsWith(begin) ? words : begin + words;
}

/** What to send a failed prompt with again; null where it cannot be sent as it was. */
export function againWith(session: Session, { kind, prompt }: Status): RunOptions | null {
  const sent = last.get(session);
  if (sent && sent.prompt.trim() === prompt.trim()) return sent.run;
  if (!prompt || kind === "process" || kind === "import") return null;
  return kind === "retexture" ? { keep: "shape" } : {};
}
