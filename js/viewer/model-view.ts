/** One viewer: an element that shows a model and is never blank between two of them. */

import type { BlobChannel } from "../cache/model-cache";
import type { CameraState, ModelSource } from "../contract";
import { Backlight } from "./backlight/backlight";
import { Comparing } from "./compare/comparing";
import type { Comparison } from "./compare/comparison";
import { MOST_CELLS } from "./compare/grid";
import type { Stand } from "./film/stand";
import type { Model } from "./model/model";
import { ViewMotion } from "./motion/view-motion";
import { ViewParts } from "./parts/view-parts";
import { join, leave } from "./renderer";
import type { Drawable } from "./renderer/drawable";
import type { SharedRenderer } from "./renderer/shared-renderer";
import { Neighbours } from "./residency/neighbours";
import { Ruler } from "./ruler/ruler";
import { drawThumbnail, THUMBNAIL_LIGHTING } from "./thumbnail";
import { ViewCamera } from "./view/camera";
import { Drawing } from "./view/drawing";
import { viewElement } from "./view/element";
import { type ModelViewEvents, ViewEvents } from "./view/events";
import { Fade } from "./view/fade";
import { Ground } from "./view/ground";
import { listenForInput } from "./view/input";
import { Layers } from "./view/layers";
import { Loading } from "./view/loading";
import { type LookOptions, ViewLook } from "./view/look";
import { reducedMotion } from "./view/reduced-motion";
import { ShownModels } from "./view/shown-models";
import { Viewport } from "./view/viewport";

export interface ModelViewOptions extends LookOptions {
  /** How the kernel's files are had; without it only URLs can be shown. */
  channel?: BlobChannel;
  camera?: CameraState;
  /** Degrees. */
  fieldOfView?: number;
  /** Bytes on the GPU for models that were shown lately; the page has what its last view asked for. */
  budget?: number;
}

export class ModelView implements Drawable {
  readonly element = viewElement();
  /** The parts of what is shown: select, hide and tint them here. */
  readonly parts: ViewParts;
  /** What else its files have: animations, variants, cameras; and its turntable. */
  readonly motion: ViewMotion;
  readonly #renderer: SharedRenderer;
  /** How its models are shown: light, exposure, ground. */
  readonly look: ViewLook;
  /** Measures drawn over the model. */
  readonly ruler: Ruler;
  readonly #models: ShownModels;
  readonly #backlight: Backlight;
  readonly #layers: Layers;
  readonly #fade: Fade;
  readonly #camera: ViewCamera;
  readonly #viewport: Viewport;
  readonly #ground: Ground;
  readonly #drawing: Drawing;
  readonly #comparing: Comparing;
  readonly #neighbours: Neighbours;
  readonly #loading: Loading;
  readonly #events = new ViewEvents();
  readonly #cleanUp = new AbortController();
  #disposed = false;

  constructor(host: HTMLElement, options: ModelViewOptions = {}) {
    this.#renderer = join(this);
    const { residency, lights, loop } = this.#renderer;
    if (options.budget !== undefined) residency.budget = options.budget;
    this.#neighbours = new Neighbours((source, signal) =>
      residency
        .acquire(source, { ...this.#loading.options(signal), lighting: this.look.lit })
        .then((model) => residency.unpin(model)),
    );
    this.look = new ViewLook(lights, options, () => this.#drawing.invalidate());
    this.#loading = new Loading(residency, this.look, options.channel);
    this.#models = new ShownModels(residency);
    this.#backlight = new Backlight(this.element);
    this.#layers = new Layers(this.element);
    this.ruler = new Ruler(this.element, () => this.#accompany());
    this.#fade = new Fade(this.#layers, () => this.#models.dropOutgoing());
    host.append(this.element);
    this.#camera = new ViewCamera(this.element, {
      onMove: () => loop.wake(),
      onRest: (state) => this.#events.emit("camera", state),
      onTouch: () => this.motion.touched(),
    });
    this.motion = new ViewMotion({
      element: this.element,
      camera: this.#camera,
      model: () => this.#models.current,
      invalidate: () => this.#drawing.invalidate(),
      fit: () => void this.#fit(!reducedMotion()),
    });
    if (options.fieldOfView !== undefined) this.#camera.fieldOfView = options.fieldOfView;
    if (options.camera) this.camera = options.camera;
    listenForInput(this, this.#camera, this.#cleanUp.signal);
    this.#viewport = new Viewport(this.element, {
      onResize: () => {
        this.#measure();
        this.motion.cameras.follow();
        this.#drawing.invalidate();
      },
      onSight: () => loop.wake(),
    });
    this.#ground = new Ground(this.element, () => {
      this.#drawing.invalidate();
      this.#accompany();
    });
    this.#comparing = new Comparing(this.#renderer, this.#models, {
      loadOptions: (signal) => this.#loading.options(signal),
      onArrange: () => this.#rearranged(),
      onAdjust: () => {
        if (this.#comparing.pages > 1) this.#drawing.turn();
        else this.#drawing.invalidate();
      },
    });
    const subject = { models: this.#models, camera: this.#camera, viewport: this.#viewport };
    this.parts = new ViewParts(this.element, this.#renderer, subject, () =>
      this.#drawing.invalidate(),
    );
    this.#drawing = new Drawing(this.#renderer, {
      ...subject,
      layers: this.#layers,
      fade: this.#fade,
      look: this.look,
      ground: this.#ground,
      parts: this.parts,
      dress: (model) => this.motion.dress(model),
      onPicture: () => this.#accompany(),
      comparing: this.#comparing,
    });
  }

  /** Id of the model on screen. */
  get shownId(): string | null {
    return this.#models.source?.id ?? null;
  }

  /** Degrees, from the lower edge of the view to the upper one; the model keeps its size. */
  get fieldOfView(): number {
    return this.#camera.fieldOfView;
  }

  set fieldOfView(degrees: number) {
    this.#camera.fieldOfView = degrees;
    this.#drawing.invalidate();
  }

  /** The model on screen. */
  get model(): Model | null {
    return this.#models.current;
  }

  /** Metres, in the model's own space. */
  get camera(): CameraState {
    return this.#camera.state;
  }

  /** A place where the camera stays; null has it fit what is shown until someone moves it. */
  set camera(state: CameraState | null) {
    this.motion.cameras.leave();
    if (state) this.#camera.state = state;
    else if (this.#camera.theirs) void this.#fit(!reducedMotion());
  }

  /**
   * Show a model, or nothing. What is on screen stays until the new one can be drawn. A later call
   * takes over from one that is still loading, whose promise then resolves without effect.
   *
   * @throws ModelParseError, ModelFetchError: what is on screen is left there.
   */
  async show(source: ModelSource | null): Promise<void> {
    this.#loading.abort();
    if (source === null) {
      if (this.#models.current) this.#mount(null, null);
      else this.#models.forget();
      return;
    }
    if (source.id === this.shownId) return;
    const { lit, wanted } = this.look;
    const resident = lit === wanted ? this.#renderer.residency.pin(source.id) : null;
    const acquiring = resident ?? this.#acquire(source);
    // Not before, since it may be this one that is being fetched ahead.
    this.#neighbours.stop();
    const model = acquiring instanceof Promise ? await acquiring : acquiring;
    if (!model) return;
    this.#mount(source, model);
    this.#events.emit("shown", source);
  }

  /**
   * Show another model with the one that is shown, or that one alone again. What is on screen stays
   * until both can be drawn; the camera fits both, unless someone moved it. Another model that is
   * shown meanwhile is compared with the same one.
   *
   * @throws ModelParseError, ModelFetchError: what is on screen is left there.
   */
  compare(comparison: Comparison | null): Promise<void> {
    if (!comparison) return this.#comparing.arrange(null);
    const { source, ...how } = comparison;
    const position = Math.min(Math.max(comparison.position || 0, 0), 1);
    return this.#comparing.arrange({ ...how, position, sources: [source] });
  }

  /**
   * Show up to nine models in place of the one that is shown, in the cells of `gridOf`, under one
   * camera; or that one again.
   *
   * @throws ModelParseError, ModelFetchError: what is on screen is left there.
   */
  contactSheet(sources: readonly ModelSource[] | null): Promise<void> {
    if (!sources?.length) return this.#comparing.arrange(null);
    return this.#comparing.arrange({ mode: "sheet", sources: sources.slice(0, MOST_CELLS) });
  }

  /** Models that may be asked for next: brought to the GPU while the page is idle. */
  expect(sources: ModelSource[]): void {
    this.#neighbours.expect(
      sources.filter(({ id }) => id !== this.shownId && !this.#renderer.residency.has(id)),
    );
  }

  /** Have the camera fit what is shown, until someone moves it; `animate` false jumps there. */
  async frame(animate = !reducedMotion()): Promise<void> {
    this.motion.cameras.leave();
    const fitting = this.#fit(animate);
    this.#events.emit("camera", null);
    await fitting;
  }

  /** A square picture of the model on screen, as WebP; `quality` is 0 to 1. */
  async thumbnail(pixels: number, quality?: number): Promise<Blob | null> {
    await this.#renderer.lights.prepare(THUMBNAIL_LIGHTING);
    const { current } = this.#models;
    return current && drawThumbnail(this.#renderer, current, pixels, quality);
  }

  /** What pictures of any size are taken of, as it is looked at now; null while nothing is shown. */
  get stand(): Stand | null {
    return this.#drawing.stand;
  }

  /** What is on screen, as PNG with a transparent ground. */
  async screenshot(): Promise<Blob> {
    // As the camera was set, be it in this very frame.
    this.#camera.advance(0);
    this.#drawing.cast();
    const bitmap = await this.#drawing.drawSmoothly();
    const canvas = new OffscreenCanvas(this.#viewport.width, this.#viewport.height);
    canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
    return canvas.convertToBlob({ type: "image/png" });
  }

  /** Until the view is gone, or `until` is aborted. */
  on<Name extends keyof ModelViewEvents>(
    name: Name,
    listener: (detail: ModelViewEvents[Name]) => void,
    until?: AbortSignal,
  ): void {
    this.#events.on(name, listener, until);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#loading.abort();
    this.#neighbours.dispose();
    this.#cleanUp.abort();
    this.#events.dispose();
    this.#viewport.dispose();
    this.#ground.dispose();
    this.#backlight.dispose();
    this.motion.dispose();
    this.#camera.dispose();
    this.parts.dispose();
    this.#drawing.dispose();
    this.#comparing.dispose();
    this.look.dispose();
    this.#fade.cancel();
    this.#models.dispose();
    this.element.remove();
    leave(this);
  }

  // What the loop asks for

  advance(seconds: number): boolean {
    const moves = this.#viewport.onScreen && this.motion.advance(seconds);
    const moved = this.#camera.advance(seconds) || moves;
    if (moved) this.#drawing.moved();
    return moved;
  }

  draw(): boolean {
    return this.#drawing.draw();
  }

  get rough(): boolean {
    return this.#drawing.rough;
  }

  smooth(): Promise<void> {
    return this.#drawing.smooth();
  }

  lost(): void {
    this.#drawing.lost();
    // What is on screen are pictures, which stay.
    this.#fade.end();
    this.#models.lost();
    this.#comparing.lost();
  }

  restored(): void {
    void this.look.prepare();
    this.#comparing.restored().catch((error) => this.#events.emit("failed", error));
    const { source } = this.#models;
    if (!source || this.#loading.busy) return;
    this.#acquire(source).then(
      (model) => {
        if (!model) return;
        this.#models.restored(model);
        this.#drawing.invalidate();
      },
      (error) => this.#events.emit("failed", error),
    );
  }

  #acquire(source: ModelSource): Promise<Model | null> {
    return this.#loading.acquire(source, {
      hasty: this.#models.current === null,
      onProgress: (loaded, total) => this.#events.emit("progress", { loaded, total }),
    });
  }

  #mount(source: ModelSource | null, model: Model | null): void {
    this.#fade.end();
    this.element.dataset.shown = model?.id ?? "";
    this.#events.emit("notes", model?.notes ?? []);
    this.#models.replace(source, model);
    this.motion.mounted(model);
    if (model) {
      if (this.#camera.theirs) this.#events.emit("misframed", this.#camera.misframes(model));
      else void this.#fit(false);
    }
    this.#layers.swap();
    this.#drawing.replaced();
    // Drawn here and now, so that the very next frame has it.
    this.#camera.advance(0);
    this.draw();
    this.#renderer.loop.wake();
    this.#fade.start();
  }

  async #fit(animate: boolean): Promise<void> {
    this.#camera.release();
    this.#events.emit("misframed", false);
    const { current } = this.#models;
    const framed = this.#comparing.active
      ? this.#comparing.framed(current)
      : current?.poses.extent(this.motion.animation);
    if (framed) await this.#camera.frame(framed, animate);
  }

  /** Tell the camera what it draws for: the view, or each of the cells in it. */
  #measure(): void {
    const { width, height, empty } = this.#viewport;
    const { columns, rows } = this.#comparing.cells;
    this.#camera.zoomsToPointer = columns * rows === 1;
    if (!empty) this.#camera.aspect = (width * rows) / (height * columns);
  }

  #rearranged(): void {
    this.#fade.end();
    this.#measure();
    this.parts.enabled = !this.#comparing.active;
    if (!this.#camera.theirs) void this.#fit(false);
    this.#drawing.invalidate();
  }

  /** What is drawn over the picture, and behind it, goes with what is in it. */
  #accompany(): void {
    const { current } = this.#models;
    this.ruler.follow(current, this.#camera, this.look, this.#ground.ink);
    this.#backlight.soon(
      current && this.#layers.incoming,
      () => this.#ground.colour,
      () => this.#fade.over(),
    );
  }
}
