/** One viewer: an element that shows a model and is never blank between two of them. */

import type { BlobChannel } from "../cache/model-cache";
import type { CameraState, Lighting, ModelSource } from "../contract";
import type { Model } from "./model/model";
import type { Part } from "./parts/part";
import { ViewParts } from "./parts/view-parts";
import { join, leave } from "./renderer";
import type { Drawable } from "./renderer/drawable";
import type { SharedRenderer } from "./renderer/shared-renderer";
import { Neighbours } from "./residency/neighbours";
import { drawThumbnail, THUMBNAIL_LIGHTING } from "./thumbnail";
import { ViewCamera } from "./view/camera";
import { Drawing } from "./view/drawing";
import { Fade } from "./view/fade";
import { Ground } from "./view/ground";
import { listenForKeys } from "./view/keys";
import { Layers } from "./view/layers";
import { type LookOptions, ViewLook } from "./view/look";
import { reducedMotion } from "./view/reduced-motion";
import { ShownModels } from "./view/shown-models";
import { Viewport } from "./view/viewport";

export interface ModelViewOptions extends LookOptions {
  /** How the kernel's files are had; without it only URLs can be shown. */
  channel?: BlobChannel;
  camera?: CameraState;
  /** Bytes on the GPU for models that were shown lately; the page has what its last view asked for. */
  budget?: number;
}

interface ModelViewEvents {
  /** A new model is on screen (the fade may still run). */
  shown: ModelSource;
  /** Bytes of the model on its way. */
  progress: { loaded: number; total: number | null };
  /** The camera came to rest after the user moved it; null when they have it fit what is shown. */
  camera: CameraState | null;
  /** Whether the current model is far too large or small for the kept camera. */
  misframed: boolean;
  /** What of the model on screen is not shown as its file has it, in sentences. */
  notes: string[];
  /** The parts of another model that is on screen. */
  parts: readonly Part[];
  /** The part that a pointer rests on. */
  hover: string | null;
  /** The part that is selected. */
  select: string | null;
  /** A part was clicked, or tapped, whether it was selected before or not. */
  click: string;
  /** Names of the parts that are not drawn, where the keyboard had them hidden or shown. */
  hide: readonly string[];
  /** The model on screen could not be brought back after the GPU was lost. */
  failed: unknown;
}

export class ModelView implements Drawable {
  readonly element = viewElement();
  /** The parts of what is shown: select, hide and tint them here. */
  readonly parts: ViewParts;
  readonly #channel: BlobChannel | undefined;
  readonly #renderer: SharedRenderer;
  readonly #look: ViewLook;
  readonly #models: ShownModels;
  readonly #layers = new Layers(this.element);
  readonly #fade: Fade;
  readonly #camera: ViewCamera;
  readonly #viewport: Viewport;
  readonly #ground: Ground;
  readonly #drawing: Drawing;
  readonly #neighbours: Neighbours;
  readonly #events = new EventTarget();
  readonly #cleanUp = new AbortController();
  #loading: AbortController | null = null;
  #disposed = false;

  constructor(host: HTMLElement, options: ModelViewOptions = {}) {
    this.#channel = options.channel;
    this.#renderer = join(this);
    const { residency, lights, loop } = this.#renderer;
    if (options.budget !== undefined) residency.budget = options.budget;
    this.#neighbours = new Neighbours((source, signal) =>
      residency
        .acquire(source, { channel: this.#channel, signal, lighting: this.#look.lit })
        .then((model) => residency.unpin(model)),
    );
    this.#look = new ViewLook(lights, options, () => this.#drawing.invalidate());
    this.#models = new ShownModels(residency);
    this.#fade = new Fade(this.#layers, () => this.#models.dropOutgoing());
    host.append(this.element);

    this.#camera = new ViewCamera(this.element, {
      onMove: () => loop.wake(),
      onRest: (state) => this.#emit("camera", state),
    });
    if (options.camera) this.camera = options.camera;
    this.#listen();
    this.#viewport = new Viewport(this.element, {
      onResize: (aspect) => {
        this.#camera.aspect = aspect;
        this.#drawing.invalidate();
        this.parts.resized();
      },
      onSight: () => loop.wake(),
    });
    this.#ground = new Ground(this.element, () => this.#drawing.invalidate());
    const subject = { models: this.#models, camera: this.#camera, viewport: this.#viewport };
    this.parts = new ViewParts(this.element, this.#renderer, subject, {
      onParts: (list) => this.#emit("parts", list),
      onHover: (name) => this.#emit("hover", name),
      onSelect: (name) => this.#emit("select", name),
      onClick: (name) => this.#emit("click", name),
      onHide: (names) => this.#emit("hide", names),
      onLook: () => this.#drawing.invalidate(),
    });
    this.#drawing = new Drawing(this.#renderer, {
      ...subject,
      layers: this.#layers,
      fade: this.#fade,
      look: this.#look,
      ground: this.#ground,
      parts: this.parts,
    });
  }

  /** Id of the model on screen. */
  get shownId(): string | null {
    return this.#models.source?.id ?? null;
  }

  get lighting(): Lighting {
    return this.#look.lighting;
  }

  set lighting(lighting: Lighting) {
    this.#look.lighting = lighting;
  }

  get wireframe(): boolean {
    return this.#look.wireframe;
  }

  set wireframe(on: boolean) {
    this.#look.wireframe = on;
  }

  /** Metres, in the model's own space. */
  get camera(): CameraState {
    return this.#camera.state;
  }

  /** A place where the camera stays; null has it fit what is shown until someone moves it. */
  set camera(state: CameraState | null) {
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
    this.#loading?.abort();
    this.#loading = null;
    if (source === null) {
      if (this.#models.current) this.#mount(null, null);
      else this.#models.forget();
      return;
    }
    if (source.id === this.shownId) return;
    const { lit, lighting } = this.#look;
    const resident = lit === lighting ? this.#renderer.residency.pin(source.id) : null;
    const acquiring = resident ?? this.#acquire(source);
    // Not before, since it may be this one that is being fetched ahead.
    this.#neighbours.stop();
    const model = acquiring instanceof Promise ? await acquiring : acquiring;
    if (!model) return;
    this.#mount(source, model);
    this.#emit("shown", source);
  }

  /** Models that may be asked for next: brought to the GPU while the page is idle. */
  expect(sources: ModelSource[]): void {
    this.#neighbours.expect(
      sources.filter(({ id }) => id !== this.shownId && !this.#renderer.residency.has(id)),
    );
  }

  /** Have the camera fit what is shown, until someone moves it; `animate` false jumps there. */
  async frame(animate = !reducedMotion()): Promise<void> {
    const fitting = this.#fit(animate);
    this.#emit("camera", null);
    await fitting;
  }

  /** A square picture of the model on screen, as WebP; `quality` is 0 to 1. */
  async thumbnail(pixels: number, quality?: number): Promise<Blob | null> {
    await this.#renderer.lights.prepare(THUMBNAIL_LIGHTING);
    const { current } = this.#models;
    return current && drawThumbnail(this.#renderer, current, pixels, quality);
  }

  /** What is on screen, as PNG with a transparent ground. */
  async screenshot(): Promise<Blob> {
    this.#drawing.cast();
    const bitmap = await this.#drawing.drawSmoothly();
    const canvas = new OffscreenCanvas(this.#viewport.width, this.#viewport.height);
    canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
    return canvas.convertToBlob({ type: "image/png" });
  }

  on<Name extends keyof ModelViewEvents>(
    name: Name,
    listener: (detail: ModelViewEvents[Name]) => void,
  ): void {
    this.#events.addEventListener(
      name,
      (event) => listener((event as CustomEvent<ModelViewEvents[Name]>).detail),
      { signal: this.#cleanUp.signal },
    );
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#loading?.abort();
    this.#neighbours.dispose();
    this.#cleanUp.abort();
    this.#viewport.dispose();
    this.#ground.dispose();
    this.#camera.dispose();
    this.parts.dispose();
    this.#drawing.dispose();
    this.#look.dispose();
    this.#fade.cancel();
    this.#models.dispose();
    this.element.remove();
    leave(this);
  }

  // What the loop asks for

  advance(seconds: number): boolean {
    const moved = this.#camera.advance(seconds);
    if (moved) this.#drawing.moved();
    if (moved) this.parts.moved();
    return moved;
  }

  draw(): boolean {
    const drawn = this.#drawing.draw();
    return this.parts.draw() || drawn;
  }

  get rough(): boolean {
    return this.#drawing.rough || this.parts.rough;
  }

  async smooth(): Promise<void> {
    await this.#drawing.smooth();
    this.parts.smooth();
  }

  lost(): void {
    this.#drawing.lost();
    // What is on screen are pictures, which stay.
    this.#fade.end();
    this.#models.lost();
  }

  restored(): void {
    void this.#look.prepare();
    const { source } = this.#models;
    if (!source || this.#loading) return;
    this.#acquire(source).then(
      (model) => {
        if (!model) return;
        this.#models.restored(model);
        this.#drawing.invalidate();
        this.parts.resized();
      },
      (error) => this.#emit("failed", error),
    );
  }

  /** A model, pinned; null where another one was asked for meanwhile. */
  async #acquire(source: ModelSource): Promise<Model | null> {
    const loading = new AbortController();
    this.#loading = loading;
    try {
      const light = this.#look.prepare();
      const model = await this.#renderer.residency.acquire(source, {
        channel: this.#channel,
        signal: loading.signal,
        lighting: this.#look.lighting,
        hasty: this.#models.current === null,
        onProgress: (loaded, total) => this.#emit("progress", { loaded, total }),
      });
      await light;
      if (!loading.signal.aborted) return model;
      this.#renderer.residency.unpin(model);
    } catch (error) {
      if (!loading.signal.aborted) throw error;
    } finally {
      if (this.#loading === loading) this.#loading = null;
    }
    return null;
  }

  #mount(source: ModelSource | null, model: Model | null): void {
    this.#fade.end();
    this.element.dataset.shown = model?.id ?? "";
    this.#emit("notes", model?.notes ?? []);
    this.#models.replace(source, model);
    if (model) {
      if (this.#camera.theirs) this.#emit("misframed", this.#camera.misframes(model));
      else void this.#fit(false);
    }
    this.#layers.swap();
    this.#drawing.replaced();
    this.parts.replaced();
    // Drawn here and now, so that the very next frame has it.
    this.#camera.advance(0);
    this.draw();
    this.#renderer.loop.wake();
    this.#fade.start();
  }

  async #fit(animate: boolean): Promise<void> {
    this.#camera.release();
    this.#emit("misframed", false);
    if (this.#models.current) await this.#camera.frame(this.#models.current, animate);
  }

  #listen(): void {
    const { signal } = this.#cleanUp;
    // The ring is for those who come by keyboard; after typing, a script's focus would show it.
    this.element.addEventListener(
      "pointerdown",
      () => this.element.focus({ preventScroll: true, focusVisible: false }),
      { signal },
    );
    listenForKeys(this.element, this.#camera, () => void this.frame(), signal);
    this.element.addEventListener("dblclick", () => void this.frame(), { signal });
  }

  #emit<Name extends keyof ModelViewEvents>(name: Name, detail: ModelViewEvents[Name]): void {
    this.#events.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function viewElement(): HTMLElement {
  const element = document.createElement("div");
  element.tabIndex = 0;
  element.className = "model-view";
  element.setAttribute("role", "application");
  element.setAttribute(
    "aria-label",
    "3D view. Arrow keys turn the product, plus and minus zoom, 0 frames it; N and P step through its parts, H hides one, Escape lets it go.",
  );
  element.style.cssText =
    "position:relative;isolation:isolate;overflow:hidden;width:100%;height:100%;cursor:grab";
  return element;
}
