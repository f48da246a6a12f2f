/** A box that is as high as its text, up to a third of the panel. */

import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const PART_OF_PANEL = 1 / 3;

export function useGrowth(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (area.current) grow(area.current);
  }, [text]);
  useLayoutEffect(() => {
    const box = area.current;
    if (!box) return;
    let width = 0;
    let frame = 0;
    const observer = new ResizeObserver(() => {
      // Its own height is what is set here; another width breaks lines elsewhere.
      if (box.clientWidth === width) return;
      width = box.clientWidth;
      cancelAnimationFrame(frame);
      // What gives way to it has been told its size in this frame.
      frame = requestAnimationFrame(() => grow(box));
    });
    observer.observe(box);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, []);
}

function grow(box: HTMLTextAreaElement): void {
  const panel = box.closest(".panel");
  if (!panel) return;
  box.style.height = "auto";
  const line = box.offsetHeight;
  const others = panel.getBoundingClientRect().height - line;
  const most = Math.max(line, (others * PART_OF_PANEL) / (1 - PART_OF_PANEL));
  const whole = box.scrollHeight;
  box.style.height = `${Math.min(whole, most)}px`;
  box.style.overflowY = whole > most ? "auto" : "hidden";
}
