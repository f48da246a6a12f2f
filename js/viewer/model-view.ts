/**
 * One viewer: an element that shows a model and is never blank between two of them.
 *
 * It owns the camera and the controls, and pins the models it shows (the current one, and while it
 * fades the outgoing one). Two stacked canvases show them; the fade is a cross-fade of their pictures with
 * `plus-lighter`, which is exact for opaque and transparent materials alike, where fading the
 * materials would sort wrongly.
 */

import CameraControls from "camera-controls";
import {
  Box3,
  Matrix4,
  PerspectiveCamera,
  Quaternion,
  Raycaster,
  Sphere,
  Spherical,
  Vector2,
  Vector3,
  Vector4,
} from "three";
import type { BlobChannel } from "../cache/model-cache";
import type { CameraState, Lighting, ModelSource } from "../contract";
import { FIELD_OF_VIEW, firstPose } from "./framing";
import type { Model } from "./model";
import { Neighbours } from "./neighbours";
import { gpuDone } from "./pacing";
import { type Drawable, join, type Look, leave, type SharedRenderer } from "./renderer";
import { drawThumbnail, THUMBNAIL_LIGHTING } from "./thumbnail";

// What it uses of three: all of three is a fifth more to send.
CameraControls.install({
  THREE: { Box3, Matrix4, Quaternion, Raycaster, Sphere, Spherical, Vector2, Vector3, Vector4 },
});

const FADE_MILLISECONDS = 420;

/** A model this many times larger or smaller than the one framed is hard to see: offer to frame. */
const FRAMING_RATIO = 4;

const KEY_STEP = Math.PI / 24;

export interface ModelViewOptions {
  /** How the kernel's files are had; without it only URLs can be shown. */
  channel?: BlobChannel;
  lighting?: Lighting;
  wireframe?: boolean;
  camera?: CameraState;
  /** Bytes on the GPU for models that were shown lately; the page has what its last view asked for. */
  budget?: number;
}

interface ModelViewEvents {
  /** A new model is on screen (the fade may still run). */
  shown: ModelSource;
  /** Bytes of the model on its way. */
  progress: { loaded: number; total: number | null };
  /** The camera came to rest after the user moved it. */
  camera: CameraState;
  /** Whether the current model is far too large or small for the kept camera. */
  misframed: boolean;
  /** The model on screen could not be brought back after the GPU was lost. */
  failed: unknown;
}

export class ModelView implements Drawable {
  readonly element = document.createElement("div");
  readonly #channel: BlobChannel | undefined;
  readonly #renderer: SharedRenderer;
  readonly #camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.001, 1000);
  readonly #controls: CameraControls;
  readonly #events = new EventTarget();
  readonly #cleanUp = new AbortController();
  readonly #resize: ResizeObserver;
  readonly #intersection: IntersectionObserver;
  readonly #front = layer();
  readonly #back = layer();
  readonly #neighbours: Neighbours;
  #shown: ModelSource | null = null;
  #current: Model | null = null;
  #outgoing: Model | null = null;
  #fade: Animation[] = [];
  #loading: AbortController | null = null;
  #framedRadius = 0;
  /** By the user, since the camera was last told. */
  #moved = false;
  #lighting: Lighting;
  /** The one that is drawn: another one is not before it is ready. */
  #lit: Lighting;
  #wireframe: boolean;
  #width = 0;
  #height = 0;
  #dirty = true;
  #outgoingDirty = false;
  #painted = false;
  #rough = false;
  /** Of pictures drawn: a smooth one that comes late is of another. */
  #picture = 0;
  #casting: Promise<void> | null = null;
  #onScreen = true;
  #disposed = false;

  constructor(host: HTMLElement, options: ModelViewOptions = {}) {
    this.#channel = options.channel;
    this.#lighting = options.lighting ?? "studio";
    this.#lit = this.#lighting;
    this.#wireframe = options.wireframe ?? false;
    this.#renderer = join(this);
    if (options.budget !== undefined) this.#renderer.residency.budget = options.budget;
    this.#neighbours = new Neighbours((source, signal) =>
      this.#renderer.residency
        .acquire(source, { channel: this.#channel, signal, lighting: this.#lit })
        .then((model) => this.#renderer.residency.unpin(model)),
    );
    this.element.tabIndex = 0;
    this.element.className = "model-view";
    this.element.setAttribute("role", "application");
    this.element.setAttribute(
      "aria-label",
      "3D view. Arrow keys turn the product, plus and minus zoom, 0 frames it.",
    );
    this.element.style.cssText =
      "position:relative;isolation:isolate;overflow:hidden;width:100%;height:100%;cursor:grab";
    this.element.append(this.#back.canvas, this.#front.canvas);
    host.append(this.element);

    this.#controls = new CameraControls(this.#camera, this.element);
    this.#controls.dollyToCursor = true;
    this.#controls.smoothTime = reducedMotion() ? 0 : 0.18;
    this.#controls.draggingSmoothTime = reducedMotion() ? 0 : 0.06;
    this.#controls.maxPolarAngle = Math.PI * 0.62;
    this.#controls.mouseButtons.wheel = CameraControls.ACTION.NONE;
    this.#controls.addEventListener("control", () => {
      this.#moved = true;
      this.#wake();
    });
    this.#controls.addEventListener("rest", this.#tellCamera);
    if (options.camera) this.camera = options.camera;

    const { signal } = this.#cleanUp;
    // The wheel belongs to the page until the user is at work in the viewer.
    this.element.addEventListener("focus", () => this.#ownWheel(true), { signal });
    this.element.addEventListener("blur", () => this.#ownWheel(false), { signal });
    // The ring is for those who come by keyboard; after typing, a script's focus would show it.
    this.element.addEventListener(
      "pointerdown",
      () => this.element.focus({ preventScroll: true, focusVisible: false }),
      { signal },
    );
    this.element.addEventListener("keydown", this.#key, { signal });
    this.element.addEventListener("dblclick", () => void this.frame(), { signal });

    this.#resize = new ResizeObserver((entries) => this.#measure(entries));
    this.#resize.observe(this.element);
    this.#watchDensity();
    this.#intersection = new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? true;
      this.#wake();
    });
    this.#intersection.observe(this.element);
  }

  /** Id of the model on screen. */
  get shownId(): string | null {
    return this.#shown?.id ?? null;
  }

  get lighting(): Lighting {
    return this.#lighting;
  }

  set lighting(lighting: Lighting) {
    this.#lighting = lighting;
    void this.#light();
  }

  get wireframe(): boolean {
    return this.#wireframe;
  }

  set wireframe(on: boolean) {
    this.#wireframe = on;
    this.#invalidate();
  }

  /** Metres, in the model's own space. */
  get camera(): CameraState {
    const position = this.#controls.getPosition(new Vector3());
    const target = this.#controls.getTarget(new Vector3());
    return { position: position.toArray(), target: target.toArray() };
  }

  set camera(state: CameraState) {
    void this.#controls.setLookAt(...state.position, ...state.target, false);
    const [x, y, z] = state.position;
    const distance = new Vector3(x, y, z).distanceTo(new Vector3(...state.target));
    this.#framedRadius = distance * Math.sin((FIELD_OF_VIEW * Math.PI) / 360);
    this.#clip(distance);
    this.#wake();
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
      this.#shown = null;
      if (this.#current) this.#mount(null);
      return;
    }
    if (source.id === this.#shown?.id) return;
    const resident = this.#lit === this.#lighting ? this.#renderer.residency.pin(source.id) : null;
    const acquiring = resident ?? this.#acquire(source);
    // Not before, since it may be this one that is being fetched ahead.
    this.#neighbours.stop();
    const model = acquiring instanceof Promise ? await acquiring : acquiring;
    if (!model) return;
    this.#shown = source;
    this.#mount(model);
    this.#emit("shown", source);
  }

  /** Models that may be asked for next: brought to the GPU while the page is idle. */
  expect(sources: ModelSource[]): void {
    this.#neighbours.expect(
      sources.filter(({ id }) => id !== this.shownId && !this.#renderer.residency.has(id)),
    );
  }

  /** Turn the camera to the whole product; `animate` false jumps there. */
  async frame(animate = !reducedMotion()): Promise<void> {
    this.#moved = true;
    await this.#frame(animate);
  }

  async #frame(animate: boolean): Promise<void> {
    if (!this.#current) return;
    const { box, sphere } = this.#current;
    const { position, target, distance } = firstPose(box, this.#camera.aspect);
    this.#framedRadius = sphere.radius;
    this.#clip(distance);
    this.#controls.minDistance = sphere.radius * 0.4;
    this.#controls.maxDistance = distance * 6;
    this.#emit("misframed", false);
    this.#wake();
    await this.#controls.setLookAt(...position.toArray(), ...target.toArray(), animate);
  }

  /** A square picture of the model on screen, as WebP; `quality` is 0 to 1. */
  async thumbnail(pixels: number, quality?: number): Promise<Blob | null> {
    await this.#renderer.lights.prepare(THUMBNAIL_LIGHTING);
    if (!this.#current) return null;
    return drawThumbnail(this.#renderer, this.#current, pixels, quality);
  }

  /** What is on screen, as PNG with a transparent ground. */
  async screenshot(): Promise<Blob> {
    this.#current?.shadow.draw(this.#renderer.webgl);
    const bitmap = await this.#drawSmoothly();
    const canvas = new OffscreenCanvas(this.#width, this.#height);
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
    this.#resize.disconnect();
    this.#intersection.disconnect();
    this.#controls.dispose();
    for (const animation of this.#fade) animation.cancel();
    this.#release(this.#current);
    this.#release(this.#outgoing);
    this.#current = null;
    this.#outgoing = null;
    this.element.remove();
    leave(this);
  }

  /** A model, pinned; null where another one was asked for meanwhile. */
  async #acquire(source: ModelSource): Promise<Model | null> {
    const loading = new AbortController();
    this.#loading = loading;
    try {
      const light = this.#light();
      const model = await this.#renderer.residency.acquire(source, {
        channel: this.#channel,
        signal: loading.signal,
        lighting: this.#lighting,
        hasty: this.#current === null,
        onProgress: (loaded, total) => this.#emit("progress", { loaded, total }),
      });
      await light;
      if (!loading.signal.aborted) return model;
      this.#release(model);
    } catch (error) {
      if (!loading.signal.aborted) throw error;
    } finally {
      if (this.#loading === loading) this.#loading = null;
    }
    return null;
  }

  #release(model: Model | null): void {
    if (model) this.#renderer.residency.unpin(model);
  }

  async #light(): Promise<void> {
    const lighting = this.#lighting;
    await this.#renderer.lights.prepare(lighting);
    if (this.#disposed || lighting !== this.#lighting || lighting === this.#lit) return;
    this.#lit = lighting;
    this.#invalidate();
  }

  #mount(model: Model | null): void {
    this.#endFade();
    this.element.dataset.shown = model?.id ?? "";
    this.#outgoing = this.#current;
    this.#current = model;
    const first = this.#framedRadius === 0;
    if (model) {
      if (first) void this.#frame(false);
      else {
        const ratio = model.sphere.radius / this.#framedRadius;
        this.#emit("misframed", ratio > FRAMING_RATIO || ratio < 1 / FRAMING_RATIO);
      }
    }
    // The layers change places: the picture on screen becomes the outgoing one.
    this.#swapLayers();
    this.#picture += 1;
    this.#dirty = true;
    this.#outgoingDirty = false;
    // Drawn here and now, so that the very next frame has it.
    this.#controls.update(0);
    this.draw();
    this.#renderer.wake();
    this.#startFade();
  }

  #swapLayers(): void {
    const { canvas, context } = this.#front;
    this.#front.canvas = this.#back.canvas;
    this.#front.context = this.#back.context;
    this.#back.canvas = canvas;
    this.#back.context = context;
  }

  #startFade(): void {
    const incoming = this.#front.canvas;
    const outgoing = this.#back.canvas;
    incoming.style.visibility = "visible";
    incoming.dataset.layer = "incoming";
    outgoing.dataset.layer = "outgoing";
    if (reducedMotion()) {
      incoming.style.opacity = "1";
      outgoing.style.opacity = "0";
      this.#dropOutgoing();
      return;
    }
    const timing = { duration: FADE_MILLISECONDS, easing: "ease-in-out", fill: "both" } as const;
    this.#fade = [
      incoming.animate({ opacity: [0, 1] }, timing),
      outgoing.animate({ opacity: [1, 0] }, timing),
    ];
    const fade = this.#fade;
    void fade[0]?.finished.then(
      () => {
        if (fade === this.#fade) this.#endFade();
      },
      () => {},
    );
  }

  #endFade(): void {
    this.#front.canvas.style.opacity = "1";
    this.#back.canvas.style.opacity = "0";
    for (const animation of this.#fade) animation.cancel();
    this.#fade = [];
    this.#dropOutgoing();
  }

  #dropOutgoing(): void {
    this.#release(this.#outgoing);
    this.#outgoing = null;
    this.#outgoingDirty = false;
    // Its picture is as large as the view.
    this.#back.context.transferFromImageBitmap(null);
    this.#back.canvas.style.visibility = "hidden";
  }

  // Drawing

  lost(): void {
    this.#picture += 1;
    // What is on screen are pictures, which stay.
    this.#endFade();
    this.#current = null;
  }

  restored(): void {
    void this.#light();
    const source = this.#shown;
    if (!source || this.#loading) return;
    this.#acquire(source).then(
      (model) => {
        this.#current = model;
        this.#invalidate();
      },
      (error) => this.#emit("failed", error),
    );
  }

  advance(seconds: number): boolean {
    const moved = this.#controls.update(seconds);
    if (moved) {
      this.#dirty = true;
      this.#outgoingDirty = true;
    }
    return moved;
  }

  draw(): boolean {
    if (!this.#dirty || !this.#onScreen || this.#width === 0 || this.#height === 0) return false;
    // Of a model that is on its way back the last picture is kept.
    if (this.#shown && !this.#current) return false;
    this.#dirty = false;
    if (!this.#current && !this.#painted) return false;
    this.#painted = this.#current !== null;
    this.#paint(this.#front, this.#current);
    // The outgoing picture is right as long as nobody moves the camera.
    if (this.#outgoing && this.#outgoingDirty) this.#paint(this.#back, this.#outgoing);
    this.#outgoingDirty = false;
    this.#picture += 1;
    this.#rough = this.#renderer.software;
    if (this.#current && !this.#current.shadow.drawn) {
      const casting = this.#castShadow(this.#current).finally(() => {
        if (this.#casting === casting) this.#casting = null;
      });
      this.#casting = casting;
    }
    return true;
  }

  get rough(): boolean {
    const unfinished = this.#rough || this.#dirty || this.#casting !== null;
    return unfinished && this.#onScreen && this.#current !== null;
  }

  async smooth(): Promise<void> {
    await this.#casting;
    await Promise.allSettled(this.#fade.map(({ finished }) => finished));
    const picture = this.#picture;
    if (!this.rough || this.#dirty || this.#disposed) return;
    const smooth = await this.#drawSmoothly();
    if (picture !== this.#picture || this.#disposed) return smooth.close();
    this.#front.context.transferFromImageBitmap(smooth);
    this.#rough = false;
  }

  /** Draw the shadow of a model whose picture could not wait for it, once that is on screen. */
  async #castShadow(model: Model): Promise<void> {
    await gpuDone(this.#renderer.gl);
    if (model !== this.#current) return;
    model.shadow.draw(this.#renderer.webgl);
    this.#invalidate();
  }

  get #look(): Look {
    return { camera: this.#camera, lighting: this.#lit, wireframe: this.#wireframe };
  }

  #drawSmoothly(): Promise<ImageBitmap> {
    return this.#renderer.drawSmoothly(this.#current, this.#look, this.#width, this.#height);
  }

  #paint(target: Layer, model: Model | null): void {
    target.context.transferFromImageBitmap(
      this.#renderer.drawSoon(model, this.#look, this.#width, this.#height),
    );
  }

  readonly #wake = (): void => this.#renderer.wake();

  #invalidate(): void {
    this.#dirty = true;
    this.#outgoingDirty = true;
    this.#renderer.wake();
  }

  readonly #tellCamera = (): void => {
    if (this.#moved) this.#emit("camera", this.camera);
    this.#moved = false;
  };

  #clip(distance: number): void {
    this.#camera.near = distance / 200;
    this.#camera.far = distance * 40;
    this.#camera.updateProjectionMatrix();
  }

  /** A move to another screen changes no CSS size, so that no observer hears of it. */
  #watchDensity(): void {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        this.#resize.unobserve(this.element);
        this.#resize.observe(this.element);
        this.#watchDensity();
      },
      { once: true, signal: this.#cleanUp.signal },
    );
  }

  #measure(entries: ResizeObserverEntry[]): void {
    const entry = entries.at(-1);
    if (!entry) return;
    const exact = entry.devicePixelContentBoxSize?.[0];
    const width = devicePixels(entry.contentRect.width, exact?.inlineSize);
    const height = devicePixels(entry.contentRect.height, exact?.blockSize);
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    if (width === 0 || height === 0) return;
    this.#camera.aspect = width / height;
    this.#camera.updateProjectionMatrix();
    this.#invalidate();
  }

  #ownWheel(owned: boolean): void {
    this.#controls.mouseButtons.wheel = owned
      ? CameraControls.ACTION.DOLLY
      : CameraControls.ACTION.NONE;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const animate = !reducedMotion();
    const moves: Record<string, () => unknown> = {
      ArrowLeft: () => this.#controls.rotate(-KEY_STEP, 0, animate),
      ArrowRight: () => this.#controls.rotate(KEY_STEP, 0, animate),
      ArrowUp: () => this.#controls.rotate(0, -KEY_STEP, animate),
      ArrowDown: () => this.#controls.rotate(0, KEY_STEP, animate),
      "+": () => this.#controls.dolly(this.#controls.distance * 0.12, animate),
      "=": () => this.#controls.dolly(this.#controls.distance * 0.12, animate),
      "-": () => this.#controls.dolly(-this.#controls.distance * 0.12, animate),
      "0": () => this.frame(),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    this.#moved = true;
    move();
    this.#wake();
  };

  #emit<Name extends keyof ModelViewEvents>(name: Name, detail: ModelViewEvents[Name]): void {
    this.#events.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

interface Layer {
  canvas: HTMLCanvasElement;
  context: ImageBitmapRenderingContext;
}

function layer(): Layer {
  const canvas = document.createElement("canvas");
  canvas.style.cssText =
    "position:absolute;inset:0;width:100%;height:100%;opacity:0;mix-blend-mode:plus-lighter;pointer-events:none";
  const context = canvas.getContext("bitmaprenderer");
  if (!context) throw new Error("This browser cannot show pictures drawn off screen.");
  return { canvas, context };
}

/** The browser's own count is exact; under an emulated screen, though, it is of CSS pixels. */
function devicePixels(cssPixels: number, exact: number | undefined): number {
  const rounded = Math.round(cssPixels * devicePixelRatio);
  return exact !== undefined && Math.abs(exact - rounded) <= 1 ? exact : rounded;
}

function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
