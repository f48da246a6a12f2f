/** What the keyboard does with parts: N and P step through them, H hides one, Escape lets it go. */

/** Each answers whether there was anything to do; else the key is the page's. */
export interface PartKeys {
  /** To the next part, or by -1 to the one before. */
  step(by: 1 | -1): boolean;
  /** Hide what is selected, or show it again. */
  hide(): boolean;
  /** Let go of what is selected. */
  clear(): boolean;
}

/** Listen until the signal is aborted; other keys are left to the page. */
export function listenForPartKeys(
  element: HTMLElement,
  { step, hide, clear }: PartKeys,
  signal: AbortSignal,
): void {
  const deeds: Record<string, () => boolean> = {
    n: () => step(1),
    p: () => step(-1),
    h: hide,
    Escape: clear,
  };
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!deed?.()) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal },
  );
}
