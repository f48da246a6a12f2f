/**
 * When a view's pictures are drawn: in the frame after something changed, quickly where no GPU draws,
 * and smoothly once the view is at rest.
 */

import type { Comparing } from "../compare/comparing";
import type { Stand } from "../film/stand";
import { gpuDone } from "../gpu/gpu-done";
import { cellSize } from "../grid/grid";
import type { Model } from "../model/model";
import type { ViewParts } from "../parts/view-parts";
import type { Dress, Look, Painter, SharedRenderer } from "../renderer/shared-renderer";
import type { ViewCamera } from "./camera";
import type { Fade } from "./fade";
import type { Ground } from "./ground";
import type { Layers } from "./layers";
import type { ViewLook } from "./look";
import type { ShownModels } from "./shown-models";
import type { Viewport } from "./viewport";

/** What is drawn, and where. */
export interface Subject {
  readonly models: ShownModels;
  readonly layers: Layers;
  readonly fade: Fade;
  readonly viewport: Viewport;
  readonly camera: ViewCamera;
  readonly look: ViewLook;
  readonly ground: Ground;
  /** How a model stands, and what it wears. */
  dress(model: Model): Dress;
  /** Another picture of the model is on screen. */
  onPicture(): void;
  readonly comparing: Comparing;
  readonly parts: ViewParts;
}

export class Drawing {
  readonly #renderer: SharedRenderer;
  readonly #subject: Subject;
  #dirty = true;
  #outgoingDirty = false;
  #painted = false;
  #rough = false;
  /** Of pictures drawn: a smooth one that comes late is of another. */
  #picture = 0;
  #casting: Promise<void> | null = null;
  #disposed = false;

  constructor(renderer: SharedRenderer, subject: Subject) {
    this.#renderer = renderer;
    this.#subject = subject;
  }

  /** Whether a picture is yet to be drawn, or smoothed, or to have its shadow. */
  get rough(): boolean {
    const { models, viewport, parts } = this.#subject;
    const unfinished = this.#rough || this.#dirty || this.#casting !== null || parts.rough;
    return unfinished && viewport.onScreen && models.current !== null;
  }

  /** The camera moved within a frame, which both pictures are drawn in anew. */
  moved(): void {
    this.#dirty = true;
    this.#outgoingDirty = true;
    this.#subject.parts.moved();
  }

  /** What is on screen is no longer right; with the next frame it is. */
  invalidate(): void {
    this.moved();
    this.#renderer.loop.wake();
  }

  /** Another model is to be on the incoming layer, and what it showed is on the outgoing one. */
  replaced(): void {
    this.#picture += 1;
    this.#dirty = true;
    this.#outgoingDirty = false;
    this.#subject.parts.replaced();
  }

  /** The context was lost: a picture that is on its way will not come. */
  lost(): void {
    this.#picture += 1;
  }

  /** Draw if needed; answers whether anything was drawn. */
  draw(): boolean {
    const drawn = this.#drawModel();
    return this.#subject.parts.draw() || drawn;
  }

  #drawModel(): boolean {
    const { models, layers, viewport, comparing } = this.#subject;
    const { current, outgoing } = models;
    if (!this.#dirty || !viewport.onScreen || viewport.empty) return false;
    // Of a model that is on its way back the last picture is kept.
    if ((models.source && !current) || comparing.waiting) return false;
    this.#dirty = false;
    if (!current && !this.#painted) return false;
    this.#painted = current !== null;
    layers.paintIncoming(this.#drawSoon(current));
    this.turn();
    // The outgoing picture is right as long as nobody moves the camera.
    if (outgoing && this.#outgoingDirty) layers.paintOutgoing(this.#drawSoon(outgoing));
    this.#outgoingDirty = false;
    this.#picture += 1;
    this.#rough = this.#renderer.software;
    if (current && !this.#subject.parts.look.shadow(current).drawn) this.#castSoon(current);
    this.#subject.onPicture();
    return true;
  }

  /** Put a smooth picture in place of a rough one, once the fade is over. */
  async smooth(): Promise<void> {
    await this.#casting;
    await this.#subject.fade.over();
    if (this.#disposed) return;
    this.#subject.parts.smooth();
    const picture = this.#picture;
    const { models, viewport, comparing } = this.#subject;
    if (!this.#rough || this.#dirty || !viewport.onScreen || !models.current) return;
    const painter = comparing.painter(models.current, this.#lookOnPage);
    const smooth = await this.#paintSmoothly(painter, comparing.pages);
    if (picture !== this.#picture || this.#disposed) return smooth.close();
    this.#subject.layers.paintIncoming(smooth);
    this.#rough = false;
  }

  /** What is on screen, as smooth as it will be, for whatever ground. */
  drawSmoothly(): Promise<ImageBitmap> {
    const { models, comparing } = this.#subject;
    return this.#paintSmoothly(comparing.pagePainter(models.current, this.#look));
  }

  /** Have that page of the picture seen which is to be; nothing is drawn for it. */
  turn(): void {
    const { layers, comparing } = this.#subject;
    layers.turn(comparing.page, comparing.pages);
  }

  /** Have the shadow of what is seen of the model on screen drawn. */
  cast(): void {
    const { models, parts } = this.#subject;
    if (!models.current) return;
    this.#renderer.cast(models.current, parts.look);
  }

  /** What pictures of any size are drawn of; null without a model. */
  get stand(): Stand | null {
    const { models, ground } = this.#subject;
    if (!models.current) return null;
    return {
      renderer: this.#renderer,
      model: models.current,
      look: this.#look,
      ground: ground.colour,
    };
  }

  dispose(): void {
    this.#disposed = true;
  }

  get #look(): Look {
    const { camera, look, dress, parts } = this.#subject;
    const { lit: lighting, wireframe, exposure, rotation, ground: floor } = look;
    return {
      camera: camera.perspective,
      lighting,
      wireframe,
      exposure,
      rotation,
      floor,
      grid: { cell: cellSize(camera.viewHeight, look.units), colour: this.#subject.ground.ink },
      dress,
      parts: parts.look,
    };
  }

  get #lookOnPage(): Look {
    return { ...this.#look, ground: this.#subject.ground.colour };
  }

  #paintSmoothly(painter: Painter, pages = 1): Promise<ImageBitmap> {
    const { width, height } = this.#subject.viewport;
    return this.#renderer.paintSmoothly(painter, width * pages, height);
  }

  #drawSoon(model: Model | null): ImageBitmap {
    const { viewport, comparing } = this.#subject;
    const painter = comparing.painter(model, this.#lookOnPage);
    return this.#renderer.paintSoon(painter, viewport.width * comparing.pages, viewport.height);
  }

  /** Have the shadow of a model whose picture could not wait for it, once that is on screen. */
  #castSoon(model: Model): void {
    const casting = this.#cast(model).finally(() => {
      if (this.#casting === casting) this.#casting = null;
    });
    this.#casting = casting;
  }

  async #cast(model: Model): Promise<void> {
    await gpuDone(this.#renderer.gl);
    if (model !== this.#subject.models.current) return;
    this.cast();
    this.invalidate();
  }
}
