/** A step back in a session and the way forth again: by a button, or by the word typed as a prompt. */

import type { Iteration, SessionState } from "../contract";
import { type Session, SessionError } from "./session";

const WORDS = {
  undo: /^\s*undo(\s+(this|that|it|(the\s+)?last\s+(change|edit|step)))?[\s.!]*$/i,
  redo: /^\s*redo(\s+(this|that|it|(the\s+)?last\s+(change|edit|step)))?[\s.!]*$/i,
};

/** Id of the version that an undo goes back to; null where the head is its product's first. */
export function undoable({ iterations }: SessionState): string | null {
  return iterations.at(-1)?.parent ?? null;
}

/** The newest of the versions that a rewind dropped from right after the head. */
export function redoable({ head, off_line }: SessionState): Iteration | null {
  const dropped = off_line.filter(({ parent, discarded }) => discarded && parent === head);
  return dropped.reduce<Iteration | null>(
    (newest, each) => (newest && newest.created_at > each.created_at ? newest : each),
    null,
  );
}

/** @throws SessionError: there is nothing to undo, or the session refused. */
export async function undo(session: Session): Promise<void> {
  const parent = undoable(session.state.value);
  if (!parent) {
    throw new SessionError(
      "There is nothing to undo.",
      "No version of this product is older than the newest one.",
    );
  }
  await session.rewind(parent);
  session.viewing.value = "";
}

/** @throws SessionError: there is nothing to redo, or the session refused. */
export async function redo(session: Session): Promise<void> {
  const next = redoable(session.state.value);
  if (!next) {
    throw new SessionError(
      "There is nothing to redo.",
      "No version that was undone follows the newest one.",
    );
  }
  await session.restore(next.created_at);
  session.viewing.value = "";
}

/** What a prompt asks for where it is no prompt but one of the two words. */
export function commandOf(prompt: string): ((session: Session) => Promise<void>) | null {
  if (WORDS.undo.test(prompt)) return undo;
  return WORDS.redo.test(prompt) ? redo : null;
}
