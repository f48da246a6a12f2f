/** What the page shows behind a view: the colour of the nearest element around it that has one. */

import { Color, SRGBColorSpace } from "three";

/** Of an element's own colour: below this, what is behind it shows as well. */
const MOSTLY = 0.5;

/** Of linear light: a ground that is darker than this is a dark one. */
const DARK = 0.18;

const BLACK = new Color("#1b1c1f");
const WHITE = new Color("#f4f4f6");

export class Ground {
  readonly #element: Element;
  readonly #onChange: () => void;
  readonly #observer = new MutationObserver(() => this.#look());
  readonly #cleanUp = new AbortController();
  #colour: Color | null = null;
  #watched = false;

  /** `onChange` is told of another colour: a page changes its theme by an attribute somewhere above. */
  constructor(element: Element, onChange: () => void) {
    this.#element = element;
    this.#onChange = onChange;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#look(), {
      signal: this.#cleanUp.signal,
    });
  }

  /** As linear light, as it is now; null where it is not known. */
  get colour(): Color | null {
    this.#watch();
    this.#colour = groundOf(this.#element);
    return this.#colour;
  }

  /** A colour for lines that are seen on it; a ground that is not known is a light one. */
  get ink(): Color {
    const ground = this.#watched ? this.#colour : this.colour;
    return ground && luminance(ground) < DARK ? WHITE : BLACK;
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#cleanUp.abort();
  }

  /** From when it has its place on the page, which may be later than it is made. */
  #watch(): void {
    if (this.#watched || !this.#element.isConnected) return;
    this.#watched = true;
    for (const each of around(this.#element)) this.#observer.observe(each, { attributes: true });
  }

  #look(): void {
    const before = this.#colour;
    const now = this.colour;
    if (now && before ? !now.equals(before) : now !== before) this.#onChange();
  }
}

/** Relative luminance (WCAG 2, from linear light). */
export function luminance({ r, g, b }: Color): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function groundOf(element: Element): Color | null {
  for (const each of around(element)) {
    const { colour, alpha } = parsed(getComputedStyle(each).backgroundColor);
    if (alpha >= MOSTLY) return colour;
  }
  return null;
}

/** An element and those that it is in, also across shadow roots. */
function* around(element: Element): Generator<Element> {
  let at: Node | null = element;
  while (at) {
    if (at instanceof Element) yield at;
    at = at instanceof ShadowRoot ? at.host : ((at as Element).assignedSlot ?? at.parentNode);
  }
}

const known = new Map<string, { colour: Color; alpha: number }>();

/** A colour in whatever way a style has it. */
function parsed(style: string): { colour: Color; alpha: number } {
  const before = known.get(style);
  if (before) return before;
  const context = new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
  // What is no colour is left at that.
  context.fillStyle = "transparent";
  context.fillStyle = style;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  const colour = new Color().setRGB(red / 255, green / 255, blue / 255, SRGBColorSpace);
  const found = { colour, alpha: alpha / 255 };
  known.set(style, found);
  return found;
}
