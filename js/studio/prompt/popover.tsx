/** A sheet above the prompt, which a button beside it opens: Escape, or a press elsewhere, closes it. */

import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const MOST_PIXELS = 360;
const MARGIN = 8;

interface PopoverProps {
  label: string;
  /** What opened it, and has the focus again afterwards. */
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
  children: ComponentChildren;
}

export function Popover({ label, opener, onClose, children }: PopoverProps) {
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = sheet.current;
    const panel = box?.closest(".panel");
    if (!box || !panel) return;
    const room = box.getBoundingClientRect().bottom - panel.getBoundingClientRect().top;
    box.style.maxHeight = `${Math.min(MOST_PIXELS, room - MARGIN)}px`;
    box.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    const ends = new AbortController();
    const press = (event: PointerEvent) => {
      const path = event.composedPath();
      if ([sheet.current, opener.current].some((each) => each && path.includes(each))) return;
      // What was typed counts: a field that vanishes under its focus never says that it changed.
      sheet.current?.querySelector<HTMLElement>(":focus")?.blur();
      onClose();
    };
    document.addEventListener("pointerdown", press, { capture: true, signal: ends.signal });
    return () => ends.abort();
  }, [onClose]);
  return (
    <div
      ref={sheet}
      class="popover"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape") return;
        onClose();
        opener.current?.focus();
      }}
      onKeyUp={(event) => event.stopPropagation()}
      onKeyPress={(event) => event.stopPropagation()}
    >
      {children}
    </div>
  );
}
