/** The arrow keys in the timeline: Tab reaches one card, and the others are reached from there. */

import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { inSight } from "./sight";

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export interface Walking {
  /** What the card with this id is reached by. */
  tabIndex(id: string): 0 | -1;
  /** For the row. */
  onFocusIn(event: FocusEvent): void;
  onFocusOut(): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** Cards are the row's `.iteration`, with their id as `data-id`; Tab comes to the current one. */
export function useWalking(
  row: RefObject<HTMLElement | null>,
  ids: string[],
  current: string,
): Walking {
  const reached = useSignal("");
  const stop = [reached.value, current].find((id) => ids.includes(id)) ?? ids.at(-1);
  return {
    tabIndex: (id) => (id === stop ? 0 : -1),
    onFocusIn(event) {
      reached.value = cardOf(event)?.dataset.id ?? "";
    },
    onFocusOut() {
      reached.value = "";
    },
    onKeyDown(event) {
      const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
      const step = STEPS[key];
      const card = cardOf(event);
      if (!step || !card || !row.current || shiftKey || ctrlKey || altKey || metaKey) return;
      // The row would scroll by itself as well, and the notebook has these keys for its cells.
      event.preventDefault();
      event.stopPropagation();
      const cards = [...row.current.querySelectorAll<HTMLElement>(".iteration")];
      const next = cards[step(cards.indexOf(card), cards.length)];
      next?.focus({ preventScroll: true });
      if (next) inSight(next, row.current);
    },
  };
}

function cardOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(".iteration") : null;
}
