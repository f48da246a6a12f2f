/** Ctrl+Z and Cmd+Z anywhere in the panel, except where a text field has something of its own to undo. */

import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { isBusy, type Session } from "../session";
import { redo, redoable, undo, undoable } from "../undo";
import type { Attempts } from "../words/attempt";

/** Listens in the whole panel that an element is part of. */
export function useUndoKeys(
  part: RefObject<HTMLElement | null>,
  session: Session,
  attempt: Attempts["attempt"],
): void {
  const there = session.state.value.head !== "";
  useEffect(() => {
    const panel = part.current?.getRootNode();
    if (!there || !panel || session.readOnly) return;
    const press = (event: Event) => {
      const step = stepOf(event as KeyboardEvent);
      if (!step || hasOwn(event.composedPath()[0])) return;
      // The notebook would undo something of its own.
      event.preventDefault();
      event.stopPropagation();
      const target = step === undo ? undoable(session) : redoable(session);
      if (target !== null && !isBusy(session.status.peek())) void attempt(() => step(session));
    };
    // Before the prompt box, which keeps its keys to itself.
    panel.addEventListener("keydown", press, { capture: true });
    return () => panel.removeEventListener("keydown", press, { capture: true });
  }, [session, there]);
}

function stepOf(event: KeyboardEvent): typeof undo | null {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (ctrlKey === metaKey || altKey) return null;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? redo : undo;
  return letter === "y" && ctrlKey && !shiftKey ? redo : null;
}

/** Whether the focus is in a text field in which something was typed. */
function hasOwn(target: EventTarget | undefined): boolean {
  if (target instanceof HTMLTextAreaElement) return target.value !== "";
  return (
    target instanceof HTMLInputElement &&
    /^(text|search|number|url|email|password)$/.test(target.type) &&
    target.value !== ""
  );
}
