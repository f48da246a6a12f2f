/**
 * One viewer: an element that shows a model and is never blank between two of them.
 *
 * It owns the camera, the controls and the mounted models (the current one, and while it fades the
 * outgoing one). Two stacked canvases show them; the fade is a cross-fade of their pictures with
 * `plus-lighter`, which is exact for opaque and transparent materials alike, where fading the
 * materials would sort wrongly.
 */

import CameraControls from "camera-controls";
import * as THREE from "three";
import type { BlobChannel } from "../cache/model-cache";
import type { CameraState, Lighting, ModelSource } from "../contract";
import { loadModel } from "./load";
import type { Model } from "./model";
import { type Drawable, join, leave, type SharedRenderer } from "./renderer";
import { drawThumbnail, FIELD_OF_VIEW, FIRST_DIRECTION } from "./thumbnail";

CameraControls.install({ THREE });

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
}

export class ModelView implements Drawable {
  readonly element = document.createElement("div");
  readonly #channel: BlobChannel | undefined;
  readonly #renderer: SharedRenderer;
  readonly #scene = new THREE.Scene();
  readonly #camera = new THREE.PerspectiveCamera(FIELD_OF_VIEW, 1, 0.001, 1000);
  readonly #controls: CameraControls;
  readonly #events = new EventTarget();
  readonly #cleanUp = new AbortController();
  readonly #resize: ResizeObserver;
  readonly #intersection: IntersectionObserver;
  readonly #front = layer();
  readonly #back = layer();
  #shown: ModelSource | null = null;
  #current: Model | null = null;
  #outgoing: Model | null = null;
  #fade: Animation[] = [];
  #loading: AbortController | null = null;
  #framedRadius = 0;
  #lighting: Lighting;
  #wireframe: boolean;
  #width = 0;
  #height = 0;
  #dirty = true;
  #onScreen = true;
  #disposed = false;

  constructor(host: HTMLElement, options: ModelViewOptions = {}) {
    this.#channel = options.channel;
    this.#lighting = options.lighting ?? "studio";
    this.#wireframe = options.wireframe ?? false;
    this.#renderer = join(this);
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
    this.#controls.addEventListener("control", this.#wake);
    this.#controls.addEventListener("rest", this.#tellCamera);
    if (options.camera) this.camera = options.camera;

    const { signal } = this.#cleanUp;
    // The wheel belongs to the page until the user is at work in the viewer.
    this.element.addEventListener("focus", () => this.#ownWheel(true), { signal });
    this.element.addEventListener("blur", () => this.#ownWheel(false), { signal });
    this.element.addEventListener(
      "pointerdown",
      () => this.element.focus({ preventScroll: true }),
      {
        signal,
      },
    );
    this.element.addEventListener("keydown", this.#key, { signal });
    this.element.addEventListener("dblclick", () => void this.frame(), { signal });

    this.#resize = new ResizeObserver((entries) => this.#measure(entries));
    this.#resize.observe(this.element);
    this.#intersection = new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? true;
      this.#wake();
    });
    this.#intersection.observe(this.element);
    this.lighting = this.#lighting;
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
    this.#scene.environment = this.#renderer.environment(lighting);
    this.#invalidate();
  }

  get wireframe(): boolean {
    return this.#wireframe;
  }

  set wireframe(on: boolean) {
    this.#wireframe = on;
    if (this.#current) this.#current.wireframe = on;
    if (this.#outgoing) this.#outgoing.wireframe = on;
    this.#invalidate();
  }

  /** Metres, in the model's own space. */
  get camera(): CameraState {
    const position = this.#controls.getPosition(new THREE.Vector3());
    const target = this.#controls.getTarget(new THREE.Vector3());
    return { position: position.toArray(), target: target.toArray() };
  }

  set camera(state: CameraState) {
    void this.#controls.setLookAt(...state.position, ...state.target, false);
    const [x, y, z] = state.position;
    const distance = new THREE.Vector3(x, y, z).distanceTo(new THREE.Vector3(...state.target));
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
      this.#mount(null);
      return;
    }
    if (source.id === this.#shown?.id) return;
    const loading = new AbortController();
    this.#loading = loading;
    let model: Model;
    try {
      model = await loadModel(source, this.#renderer.webgl, {
        channel: this.#channel,
        signal: loading.signal,
        onProgress: (loaded, total) => this.#emit("progress", { loaded, total }),
      });
    } catch (error) {
      if (loading.signal.aborted || this.#disposed) return;
      throw error;
    }
    if (loading.signal.aborted || this.#disposed) {
      model.dispose();
      return;
    }
    this.#loading = null;
    this.#shown = source;
    this.#mount(model);
    this.#emit("shown", source);
  }

  /** Turn the camera to the whole product; `animate` false jumps there. */
  async frame(animate = !reducedMotion()): Promise<void> {
    if (!this.#current) return;
    const { center, radius } = this.#current.sphere;
    const narrow = Math.min(1, this.#camera.aspect);
    const distance = (radius * 1.12) / Math.sin((FIELD_OF_VIEW * Math.PI) / 360) / narrow;
    const position = new THREE.Vector3(...FIRST_DIRECTION)
      .normalize()
      .multiplyScalar(distance)
      .add(center);
    this.#framedRadius = radius;
    this.#clip(distance);
    this.#controls.minDistance = radius * 0.4;
    this.#controls.maxDistance = distance * 6;
    this.#emit("misframed", false);
    this.#wake();
    await this.#controls.setLookAt(...position.toArray(), ...center.toArray(), animate);
  }

  /** A square picture of the model on screen, as WebP. */
  async thumbnail(pixels: number): Promise<Blob | null> {
    if (!this.#current) return null;
    return drawThumbnail(this.#renderer, this.#current, pixels);
  }

  /** What is on screen, as PNG with a transparent ground. */
  async screenshot(): Promise<Blob> {
    const bitmap = this.#renderer.draw(this.#scene, this.#camera, this.#width, this.#height);
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
    this.#cleanUp.abort();
    this.#resize.disconnect();
    this.#intersection.disconnect();
    this.#controls.dispose();
    for (const animation of this.#fade) animation.cancel();
    this.#current?.dispose();
    this.#outgoing?.dispose();
    this.#current = null;
    this.#outgoing = null;
    this.element.remove();
    leave(this);
  }

  #mount(model: Model | null): void {
    this.#endFade();
    this.#outgoing = this.#current;
    this.#current = model;
    const first = this.#framedRadius === 0;
    if (model) {
      model.wireframe = this.#wireframe;
      this.#scene.add(model.root, model.shadow.mesh);
      model.shadow.draw(this.#renderer.webgl);
      if (first) void this.frame(false);
      else {
        const ratio = model.sphere.radius / this.#framedRadius;
        this.#emit("misframed", ratio > FRAMING_RATIO || ratio < 1 / FRAMING_RATIO);
      }
    }
    // The layers change places: the picture on screen becomes the outgoing one.
    this.#swapLayers();
    this.#invalidate();
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
    this.#outgoing?.dispose();
    this.#outgoing = null;
  }

  // Drawing

  restored(): void {
    this.#scene.environment = this.#renderer.environment(this.#lighting);
    this.#current?.shadow.draw(this.#renderer.webgl);
    this.#dirty = true;
  }

  advance(seconds: number): boolean {
    const moved = this.#controls.update(seconds);
    if (moved) this.#dirty = true;
    if (this.#dirty && this.#onScreen && this.#width > 0 && this.#height > 0) {
      this.#dirty = false;
      this.#draw();
    }
    return moved;
  }

  #draw(): void {
    const outgoing = this.#outgoing;
    this.#reveal(this.#current, outgoing);
    this.#paint(this.#front);
    if (outgoing) {
      this.#reveal(outgoing, this.#current);
      this.#paint(this.#back);
      this.#reveal(this.#current, outgoing);
    }
  }

  #reveal(visible: Model | null, hidden: Model | null): void {
    for (const [model, shown] of [
      [hidden, false],
      [visible, true],
    ] as const) {
      if (!model) continue;
      model.root.visible = shown;
      model.shadow.mesh.visible = shown;
    }
  }

  #paint(target: Layer): void {
    target.context.transferFromImageBitmap(
      this.#renderer.draw(this.#scene, this.#camera, this.#width, this.#height),
    );
  }

  readonly #wake = (): void => this.#renderer.wake();

  #invalidate(): void {
    this.#dirty = true;
    this.#renderer.wake();
  }

  readonly #tellCamera = (): void => this.#emit("camera", this.camera);

  #clip(distance: number): void {
    this.#camera.near = distance / 200;
    this.#camera.far = distance * 40;
    this.#camera.updateProjectionMatrix();
  }

  #measure(entries: ResizeObserverEntry[]): void {
    const entry = entries.at(-1);
    if (!entry) return;
    const exact = entry.devicePixelContentBoxSize?.[0];
    const ratio = window.devicePixelRatio;
    const width = exact?.inlineSize ?? Math.round(entry.contentRect.width * ratio);
    const height = exact?.blockSize ?? Math.round(entry.contentRect.height * ratio);
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

function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
