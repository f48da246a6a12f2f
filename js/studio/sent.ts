/** What went with the last prompt that was sent from this page: another try sends the same. */

import type { Status } from "../contract";
import type { RunOptions, Session } from "./session";

const last = new WeakMap<Session, { prompt: string; run: RunOptions }>();

export function remember(session: Session, prompt: string, run: RunOptions): void {
  last.set(session, { prompt, run });
}

/** What to send a failed prompt with again; null where it cannot be sent as it was. */
export function againWith(session: Session, { kind, prompt }: Status): RunOptions | null {
  const sent = last.get(session);
  if (sent && sent.prompt.trim() === prompt.trim()) return sent.run;
  if (!prompt || kind === "process" || kind === "import") return null;
  return kind === "retexture" ? { keep: "shape" } : {};
}
