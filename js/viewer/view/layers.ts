/** The two canvases of a view, one on the other, which change places with each new model. */

import { viewTexts } from "../texts";

interface Layer {
  canvas: HTMLCanvasElement;
  context: ImageBitmapRenderingContext;
}

export class Layers {
  #incoming = layer();
  #outgoing = layer();

  constructor(element: HTMLElement) {
    const group = document.createElement("div");
    // The two add up to one picture, which then lies over whatever is behind it.
    group.style.cssText = "position:absolute;inset:0;isolation:isolate;pointer-events:none";
    group.append(this.#outgoing.canvas, this.#incoming.canvas);
    element.append(group);
  }

  /** Shows the model that is wanted. */
  get incoming(): HTMLCanvasElement {
    return this.#incoming.canvas;
  }

  /** Shows the one before, while it fades. */
  get outgoing(): HTMLCanvasElement {
    return this.#outgoing.canvas;
  }

  /** The picture on screen becomes the outgoing one. */
  swap(): void {
    const incoming = this.#outgoing;
    this.#outgoing = this.#incoming;
    this.#incoming = incoming;
    this.incoming.style.visibility = "visible";
    this.incoming.dataset.layer = "incoming";
    this.outgoing.dataset.layer = "outgoing";
  }

  paintIncoming(picture: ImageBitmap): void {
    this.#incoming.context.transferFromImageBitmap(picture);
  }

  paintOutgoing(picture: ImageBitmap): void {
    this.#outgoing.context.transferFromImageBitmap(picture);
  }

  /** Of an incoming picture of several pages beside each other, have one seen. */
  turn(page: number, pages: number): void {
    this.incoming.style.width = `${pages * 100}%`;
    this.incoming.style.left = `${page * -100}%`;
  }

  /** Let go of the outgoing picture, which is as large as the view. */
  dropOutgoing(): void {
    this.#outgoing.context.transferFromImageBitmap(null);
    this.outgoing.style.visibility = "hidden";
  }
}

function layer(): Layer {
  const canvas = document.createElement("canvas");
  canvas.style.cssText =
    "position:absolute;inset:0;width:100%;height:100%;opacity:0;mix-blend-mode:plus-lighter;pointer-events:none";
  const context = canvas.getContext("bitmaprenderer");
  if (!context) throw new Error(viewTexts.noBitmaps);
  return { canvas, context };
}
