/** The arrow keys in the prompt box: up to earlier prompts, down to later ones. */

import type { Signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Session } from "../session";
import { promptsOf, Recall } from "./recall";

export interface Recalling {
  /** Takes an arrow key where it means a prompt, and leaves it to the box where it means a line. */
  onKey(event: KeyboardEvent): void;
  /** A prompt was sent. */
  typed(prompt: string): void;
  /** The text in the box was changed by hand. */
  end(): void;
}

export function useRecalling(session: Session, text: Signal<string>): Recalling {
  const recall = useMemo(() => new Recall(), []);
  const typed = useRef<string[]>([]);
  const recalled = useRef<HTMLTextAreaElement | null>(null);
  // The box has the text after this component was drawn, and its cursor belongs at the end.
  useLayoutEffect(() => {
    recalled.current?.setSelectionRange(text.value.length, text.value.length);
    recalled.current = null;
  });

  const put = (box: HTMLTextAreaElement, prompt: string) => {
    recalled.current = box;
    text.value = prompt;
  };
  return {
    onKey(event) {
      const { key, shiftKey, ctrlKey, altKey, metaKey, isComposing } = event;
      const box = event.currentTarget as HTMLTextAreaElement;
      if (shiftKey || ctrlKey || altKey || metaKey || isComposing) return;
      const { selectionStart: start, selectionEnd: end } = box;
      if (start !== end) return;
      const atEdge = start === 0 || (recall.active && start === box.value.length);
      if (!atEdge) return;
      if (key === "ArrowUp") {
        const prompt = recall.earlier(promptsOf(session.state.value, typed.current), text.value);
        if (prompt !== null) put(box, prompt);
        // At the oldest the cursor stays, too.
        if (recall.active) event.preventDefault();
      } else if (key === "ArrowDown" && recall.active) {
        event.preventDefault();
        put(box, recall.later());
      }
    },
    typed(prompt) {
      recall.end();
      typed.current.push(prompt);
    },
    end() {
      recall.end();
    },
  };
}
