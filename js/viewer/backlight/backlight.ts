/**
 * What keeps a black product from being lost on a dark page, and a white one on a light page: light,
 * or shade, on the ground behind it, as a photographer would put it there. It is as strong as the
 * product's outline needs, which is measured in the picture itself, and not there where none is needed.
 */

import type { Color } from "three";
import { luminance } from "../view/ground";
import { type Outline, outlineOf } from "./outline";

/** After the last picture: to read one takes a few milliseconds. */
const REST_MILLISECONDS = 160;

/** Longer side of what the outline is looked for in. */
const PIXELS = 120;

/** Contrast (WCAG 2) that an outline is to have, on a ground lighter than it and on a darker one. */
const LIFTED = 2;
const SHADED = 1.4;

/** Of the outline: where less of it is lost, it is seen. */
const LOST_SHARE = 0.08;

export class Backlight {
  readonly #element = document.createElement("div");
  #timer = 0;

  constructor(element: HTMLElement) {
    this.#element.className = "backlight";
    this.#element.style.cssText =
      "position:absolute;inset:0;pointer-events:none;opacity:0;transition:opacity 0.3s";
    element.append(this.#element);
  }

  /**
   * Look at a picture once it stays as it is, and nothing fades any more; `ground` says what the page
   * shows behind it.
   */
  soon(
    picture: HTMLCanvasElement | null,
    ground: () => Color | null,
    faded: () => Promise<void>,
  ): void {
    clearTimeout(this.#timer);
    if (!picture) {
      this.#element.style.opacity = "0";
      return;
    }
    const timer = window.setTimeout(async () => {
      await faded();
      if (timer === this.#timer) this.#look(picture, ground());
    }, REST_MILLISECONDS);
    this.#timer = timer;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #look(picture: HTMLCanvasElement, ground: Color | null): void {
    const light = ground && picture.width > 0 ? luminance(ground) : null;
    const outline = light === null ? null : outlineOf(reduced(picture), light, LIFTED, SHADED);
    const { style } = this.#element;
    if (!outline || light === null || outline.lost < LOST_SHARE) {
      style.opacity = "0";
      return;
    }
    const { strength, colour } = remedy(outline, light);
    style.background = glow(outline, colour);
    style.opacity = String(strength);
  }
}

/** How much of white, or black, over the ground sets it off from the lost part of an outline. */
export function remedy(
  { luminance: lost }: Pick<Outline, "luminance">,
  ground: number,
): { strength: number; colour: string } {
  const dark = ground < 0.35;
  const wanted = dark ? (lost + 0.05) * LIFTED - 0.05 : (lost + 0.05) / SHADED - 0.05;
  const [from, to] = [encoded(ground), encoded(Math.min(Math.max(wanted, 0), 1))];
  const strength = dark ? (to - from) / (1 - from) : (from - to) / from;
  return {
    strength: Math.min(Math.max(strength, 0), 0.6),
    colour: dark ? "255 255 255" : "0 0 0",
  };
}

/** All but even where the outline is, and gone where the eye would see an edge of it. */
function glow({ box: [left, top, right, bottom], aspect }: Outline, colour: string): string {
  const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
  const high = (bottom - top) / 2 / 0.45 + 0.08;
  // No narrower than would look like a beam.
  const wide = Math.max((right - left) / 2 / 0.4 + 0.08, (0.75 * high) / aspect);
  const place = `${percent((left + right) / 2)} ${percent((top + bottom) / 2)}`;
  const stops = Array.from({ length: 13 }, (_, index) => {
    const at = index / 12;
    const alpha = index === 12 ? 0 : Math.exp(-((at / 0.6) ** 3));
    return `rgb(${colour} / ${alpha.toFixed(3)}) ${percent(at)}`;
  });
  return `radial-gradient(${percent(wide)} ${percent(high)} at ${place}, ${stops.join(", ")})`;
}

function reduced(picture: HTMLCanvasElement): ImageData {
  const times = Math.min(1, PIXELS / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * times));
  const height = Math.max(1, Math.round(picture.height * times));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(picture, 0, 0, width, height);
  return context?.getImageData(0, 0, width, height) ?? new ImageData(1, 1);
}

/** From linear light to a share of what a screen shows (IEC 61966-2-1). */
function encoded(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}
