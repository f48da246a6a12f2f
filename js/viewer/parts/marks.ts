/**
 * The outlines of parts, on a layer above a view's pictures, so that a part that is pointed at has
 * nothing else drawn anew, and a screenshot is of the product alone.
 */

import { Color, LinearSRGBColorSpace } from "three";
import type { SharedRenderer } from "../renderer/shared-renderer";
import type { ViewCamera } from "../view/camera";
import type { ShownModels } from "../view/shown-models";
import type { Viewport } from "../view/viewport";
import { drawOutlines } from "./outline";

/** Where the parts of a view are. */
export interface PartsSubject {
  readonly models: ShownModels;
  readonly camera: ViewCamera;
  readonly viewport: Viewport;
}

/** Pixels that a processor draws of them while the camera moves. */
const ROUGH_PIXELS = 160 << 10;

/** How many times finer the mask is that they are drawn from, so that they are smooth. */
const FINER = 2;

export class Marks {
  readonly #element: HTMLElement;
  readonly #renderer: SharedRenderer;
  readonly #subject: PartsSubject;
  /** There from when something is outlined first. */
  #canvas: HTMLCanvasElement | null = null;
  #selected: string | null = null;
  #hovered: string | null = null;
  #dirty = false;
  #rough = false;
  #empty = true;

  constructor(element: HTMLElement, renderer: SharedRenderer, subject: PartsSubject) {
    this.#element = element;
    this.#renderer = renderer;
    this.#subject = subject;
  }

  /** Whether they are yet to be drawn, or drawn finely. */
  get rough(): boolean {
    return (this.#rough || this.#dirty) && this.#subject.viewport.onScreen;
  }

  /** Outline these parts of the model on screen from the next frame on. */
  set(selected: string | null, hovered: string | null): void {
    if (selected === this.#selected && hovered === this.#hovered) return;
    this.#selected = selected;
    this.#hovered = hovered;
    this.invalidate();
  }

  /** They are no longer where they were, from within a frame. */
  moved(): void {
    this.#dirty ||= !this.#empty || this.#wanted;
  }

  invalidate(): void {
    this.moved();
    if (this.#dirty) this.#renderer.loop.wake();
  }

  /** Draw them if needed; answers whether anything was drawn. */
  draw(): boolean {
    const { viewport } = this.#subject;
    if (!this.#dirty || !viewport.onScreen || viewport.empty) return false;
    this.#dirty = false;
    this.#rough = false;
    if (!this.#wanted) return this.#clear();
    const { width, height } = viewport;
    const { software } = this.#renderer;
    const times = software ? Math.min(1, Math.sqrt(ROUGH_PIXELS / (width * height))) : 1;
    this.#paint(times, software ? 1 : FINER);
    this.#rough = software;
    return true;
  }

  /** Draw them finely, now that nothing moves. */
  smooth(): void {
    if (!this.#rough || this.#dirty || this.#subject.viewport.empty) return;
    this.#rough = false;
    if (this.#wanted) this.#paint(1, FINER);
  }

  get #wanted(): boolean {
    return this.#subject.models.current !== null && (this.#selected ?? this.#hovered) !== null;
  }

  #clear(): boolean {
    if (!this.#empty) context(this.#layer).transferFromImageBitmap(null);
    this.#empty = true;
    return false;
  }

  #paint(times: number, finer: number): void {
    const { models, camera, viewport } = this.#subject;
    const { current } = models;
    if (!current) return;
    const size = [viewport.width, viewport.height].map((side) => Math.ceil(side * times));
    const [width = 1, height = 1] = size;
    const density = width / (this.#element.clientWidth || width);
    const outlined = { selected: this.#selected, hovered: this.#hovered, colour: this.#colour() };
    const picture = this.#renderer.paint(
      () =>
        drawOutlines(this.#renderer.webgl, current, camera.perspective, outlined, {
          width,
          height,
          density,
          finer,
        }),
      width,
      height,
    );
    context(this.#layer).transferFromImageBitmap(picture);
    this.#empty = false;
  }

  /** The page's own, where it has one for what is chosen. */
  #colour(): Color {
    const [red = 0, green = 0, blue = 0] =
      getComputedStyle(this.#layer)
        .color.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    return new Color().setRGB(red / 255, green / 255, blue / 255, LinearSRGBColorSpace);
  }

  get #layer(): HTMLCanvasElement {
    if (!this.#canvas) {
      this.#canvas = document.createElement("canvas");
      this.#canvas.dataset.layer = "parts";
      this.#canvas.style.cssText =
        "position:absolute;inset:0;width:100%;height:100%;pointer-events:none;color:var(--accent,#1e78ff)";
      this.#element.append(this.#canvas);
    }
    return this.#canvas;
  }
}

function context(canvas: HTMLCanvasElement): ImageBitmapRenderingContext {
  return canvas.getContext("bitmaprenderer") as ImageBitmapRenderingContext;
}
