/** How high a panel may be: as high as what is seen at once of the place it stands in. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";

/** Of the panel while it is asked what of it would be seen: higher than any screen. */
const PROBE_PIXELS = 100_000;

/** What stands around a panel in its place: a cell's padding, the page's. */
const AROUND_PIXELS = 24;

/** Of what is scrolled with a panel and stands above it, as a cell's code: so much is to be seen as well. */
const ABOVE_PIXELS = 180;

/** Of a screen, what a browser and a notebook leave to their documents. */
const PART_OF_SCREEN = 0.72;

/** A frame that is lower before there is a panel in it will be made as high as the panel is. */
const FRAME_LEAST_PIXELS = 320;

/** Before it is known where the panel stands. */
const USUAL_PIXELS = 640;

export interface Bounds {
  least: number;
  most: number;
}

/** The size that a panel has, and the height that it should have, in CSS pixels. */
export interface Fitting {
  readonly room: ReadonlySignal<number>;
  readonly width: ReadonlySignal<number>;
  readonly height: ReadonlySignal<number>;
}

/** Whether this page is in a frame that follows the height of what is in it; null before it is known. */
let followed: boolean | null = null;

/** What was seen last in this page, for a panel that is made before it is put there. */
let usual = USUAL_PIXELS;

export function useFitting(panel: RefObject<HTMLElement | null>, bounds: Bounds): Fitting {
  const { least, most } = bounds;
  const fitting = useMemo(
    () => ({ room: signal(within(usual, bounds)), width: signal(0), height: signal(0) }),
    [],
  );
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return;
    let frame = 0;
    let ownFrame = 0;
    let seen = false;
    let around: Element[] = [];
    const measure = () => {
      const found = roomFor(element);
      usual = found.pixels;
      fitting.room.value = within(found.pixels, { least, most });
      if (found.around.some((each) => !around.includes(each))) {
        for (const each of around) sizes.unobserve(each);
        for (const each of found.around) sizes.observe(each);
        around = found.around;
      }
    };
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (element.clientWidth > 0) measure();
      });
    };
    // What is around it can depend on it, and it on its own size, within the same frame.
    const sizes = new ResizeObserver(later);
    const own = new ResizeObserver(() => {
      cancelAnimationFrame(ownFrame);
      ownFrame = requestAnimationFrame(() => {
        const is = element.clientWidth > 0;
        // Put into its page, or back into it: another place, perhaps.
        if (is && !seen) measure();
        seen = is;
        fitting.width.value = element.clientWidth;
        fitting.height.value = element.clientHeight;
      });
    });
    if (element.clientWidth > 0) {
      measure();
      seen = true;
      fitting.width.value = element.clientWidth;
      fitting.height.value = element.clientHeight;
    }
    own.observe(element);
    addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(frame);
      cancelAnimationFrame(ownFrame);
      removeEventListener("resize", later);
      sizes.disconnect();
      own.disconnect();
    };
  }, [least, most]);
  return fitting;
}

const within = (pixels: number, { least, most }: Bounds) =>
  Math.round(Math.min(Math.max(pixels, least), most));

/**
 * What would be seen at once of an element that is higher than anything, and what bounds it.
 *
 * Asked by making it so: whatever then grows with its content is no bound, and what has a highest
 * height shows it.
 */
function roomFor(element: HTMLElement): { pixels: number; around: Element[] } {
  const before = element.style.height;
  element.style.height = `${PROBE_PIXELS}px`;
  let pixels = windowHeight();
  const around: Element[] = [];
  for (let each = holderOf(element); each; each = holderOf(each)) {
    if (each === document.body || each === document.documentElement) continue;
    if (getComputedStyle(each).overflowY === "visible" || each.clientHeight >= PROBE_PIXELS)
      continue;
    // A line, or nothing at all: not laid out yet, or not to be scrolled.
    if (each.clientHeight === 0) continue;
    pixels = Math.min(pixels, each.clientHeight);
    around.push(each);
  }
  element.style.height = before;
  const scrolled = around[0] ?? document.scrollingElement;
  const above = scrolled ? Math.min(standsAt(element, scrolled), ABOVE_PIXELS) : 0;
  return { pixels: pixels - Math.max(above, AROUND_PIXELS), around };
}

/** How far below the beginning of what is scrolled an element stands. */
function standsAt(element: Element, scrolled: Element): number {
  const page = scrolled === document.scrollingElement;
  const top = page ? 0 : scrolled.getBoundingClientRect().top;
  return element.getBoundingClientRect().top - top + scrolled.scrollTop;
}

/** Of a page in a frame it says nothing where the frame is as high as its content, whatever is seen of it. */
function windowHeight(): number {
  const framed = top !== self;
  followed ??= framed && innerHeight < FRAME_LEAST_PIXELS;
  const unseen = followed || (framed && innerHeight > screen.availHeight);
  return unseen ? screen.availHeight * PART_OF_SCREEN : innerHeight;
}

/** The element that holds another one, out of its shadow too. */
function holderOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
