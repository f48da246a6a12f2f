/**
 * A step back in a session and the way forth again: by a button, a key, or the word typed as a prompt.
 *
 * A step is whatever moved the head: an edit, or going on from another version. Undoing it brings the
 * head back to where it was, and with it all that the step left behind. Where this page has not seen
 * the steps, since it was opened only now, an undo goes to the version that the head was made from.
 */

import { effect } from "@preact/signals";
import type { Iteration, SessionState } from "../contract";
import { type Session, SessionError } from "./session";
import { texts } from "./words/texts";

const WORDS = {
  undo: /^\s*undo(\s+(this|that|it|(the\s+)?last\s+(change|edit|step)))?[\s.!]*$/i,
  redo: /^\s*redo(\s+(this|that|it|(the\s+)?last\s+(change|edit|step)))?[\s.!]*$/i,
};

/** Somebody else may have gone elsewhere at the same time. */
const LATE_MILLISECONDS = 2000;

type How = "undo" | "redo" | "step";

/** Where the head was before, and where an undo came from; newest last. */
class Steps {
  readonly past: string[] = [];
  future: string[] = [];
  #head: string;
  #asked: { id: string; how: How } | null = null;

  constructor(head: string) {
    this.#head = head;
  }

  /** What a move to an iteration will be. */
  ask(id: string, how: How): void {
    this.#asked = { id, how };
  }

  follow(head: string): this {
    const before = this.#head;
    if (head === before) return this;
    this.#head = head;
    const how = this.#asked?.id === head ? this.#asked.how : this.#seen(head);
    this.#asked = null;
    if (how === "step") this.future = [];
    const [from, to] = how === "undo" ? [this.past, this.future] : [this.future, this.past];
    if (how !== "step" && from.at(-1) === head) from.pop();
    if (before) to.push(before);
    return this;
  }

  /** What somebody else's move was, in another panel. */
  #seen(head: string): How {
    if (this.past.at(-1) === head) return "undo";
    return this.future.at(-1) === head ? "redo" : "step";
  }
}

const steps = new WeakMap<Session, Steps>();

/** To be called for each state that the session comes to. */
function stepsOf(session: Session): Steps {
  const { head } = session.state.value;
  const known = steps.get(session) ?? new Steps(head);
  steps.set(session, known);
  return known.follow(head);
}

/** Id of the version that an undo goes back to; null where there is none. */
export function undoable(session: Session): string | null {
  return stepsOf(session).past.at(-1) ?? session.state.value.iterations.at(-1)?.parent ?? null;
}

/** Id of the version that a redo goes forth to; null where there is none. */
export function redoable(session: Session): string | null {
  return stepsOf(session).future.at(-1) ?? dropped(session.state.value)?.created_at ?? null;
}

/** The newest of the versions that a rewind dropped from right after the head. */
function dropped({ head, off_line }: SessionState): Iteration | null {
  const after = off_line.filter(({ parent, discarded }) => discarded && parent === head);
  return after.reduce<Iteration | null>(
    (newest, each) => (newest && newest.created_at > each.created_at ? newest : each),
    null,
  );
}

/** @throws SessionError: there is nothing to undo, or the session refused. */
export const undo = (session: Session): Promise<void> => inTurn(session, () => stepBack(session));

/** @throws SessionError: there is nothing to redo, or the session refused. */
export const redo = (session: Session): Promise<void> => inTurn(session, () => stepForth(session));

async function stepBack(session: Session): Promise<void> {
  const target = undoable(session);
  if (!target) {
    throw new SessionError(texts.undo.nothingToUndo, texts.undo.nothingToUndoHint);
  }
  await move(session, target, "undo");
}

async function stepForth(session: Session): Promise<void> {
  const target = redoable(session);
  if (!target) {
    throw new SessionError(texts.undo.nothingToRedo, texts.undo.nothingToRedoHint);
  }
  await move(session, target, "redo");
}

const turns = new WeakMap<Session, Promise<void>>();

/** Two steps that are asked for at once are two steps: the second begins where the first arrived. */
function inTurn(session: Session, step: () => Promise<void>): Promise<void> {
  const turn = (turns.get(session) ?? Promise.resolve()).then(step);
  turns.set(
    session,
    turn.catch(() => {}),
  );
  return turn;
}

/** Until the session is told to stand there, which can be after its command was answered. */
async function arrival(session: Session, id: string): Promise<void> {
  let stop = () => {};
  const arrived = new Promise<void>((resolve) => {
    stop = effect(() => {
      if (session.state.value.head === id) resolve();
    });
  });
  const late = new Promise<void>((resolve) => setTimeout(resolve, LATE_MILLISECONDS));
  await Promise.race([arrived, late]);
  stop();
}

/**
 * Go on from any version: what follows it on the active line is discarded; one beside the line comes
 * back to it.
 *
 * @throws SessionError: the session refused.
 */
export function goOn(session: Session, id: string, onLine?: boolean): Promise<void> {
  return move(session, id, "step", onLine);
}

async function move(session: Session, id: string, how: How, onLine?: boolean): Promise<void> {
  stepsOf(session).ask(id, how);
  const { iterations } = session.state.value;
  const rewinds = onLine ?? iterations.some(({ created_at }) => created_at === id);
  await (rewinds ? session.rewind(id) : session.restore(id));
  await arrival(session, id);
  session.viewing.value = "";
}

/** What a prompt asks for where it is no prompt but one of the two words. */
export function commandOf(prompt: string): ((session: Session) => Promise<void>) | null {
  if (WORDS.undo.test(prompt)) return undo;
  return WORDS.redo.test(prompt) ? redo : null;
}
