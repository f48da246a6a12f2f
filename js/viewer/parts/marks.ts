/**
 * The outlines of parts, on a layer above a view's pictures, so that a part that is pointed at has
 * nothing else drawn anew, and a screenshot is of the product alone.
 */

import { Color, LinearSRGBColorSpace } from "three";
import type { Painter, SharedRenderer } from "../renderer/shared-renderer";
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
    this.#rough = this.#renderer.software;
    this.#paint(!this.#rough);
    return true;
  }

  /** Draw them finely, now that nothing moves. */
  smooth(): void {
    if (!this.#rough || this.#dirty || this.#subject.viewport.empty) return;
    this.#rough = false;
    if (this.#wanted) this.#paint(true);
  }

  get #wanted(): boolean {
    return this.#subject.models.current !== null && (this.#selected ?? this.#hovered) !== null;
  }

  #clear(): boolean {
    if (!this.#empty) context(this.#layer).transferFromImageBitmap(null);
    this.#empty = true;
    return false;
  }

  #paint(finely: boolean): void {
    const { models, camera, viewport } = this.#subject;
    const { current } = models;
    if (!current) return;
    const { clientWidth } = this.#element;
    const outlined = { selected: this.#selected, hovered: this.#hovered, colour: this.#colour() };
    const painter: Painter = (width, height) =>
      drawOutlines(this.#renderer.webgl, current, camera.perspective, outlined, {
        width,
        height,
        density: width / (clientWidth || width),
        finer: finely ? FINER : 1,
      });
    const { width, height } = viewport;
    const picture = finely
      ? this.#renderer.paint(painter, width, height)
      : this.#renderer.paintSoon(painter, width, height);
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
