/**
 * The page's one WebGL renderer, and the loop that draws every view with it.
 *
 * It owns the context (an `OffscreenCanvas`), the lights, the models on the GPU and the animation
 * frame. A view hands in a model and a camera and gets an `ImageBitmap`, so that any number of views
 * share one context. No frame is asked for while no view has anything to draw.
 */

import { NeutralToneMapping, PerspectiveCamera, Scene, WebGLRenderer } from "three";
import type { Lighting } from "../contract";
import { type PromiseWithResolvers, withResolvers } from "../with-resolvers";
import { openContext, rendererName } from "./context";
import { installGlass } from "./glass";
import { Lights } from "./lights";
import type { Model } from "./model";
import { gpuDone } from "./pacing";
import { readyDecoder } from "./picture-decoder";
import { Residency } from "./residency";

// White paper that faces the camera comes out just under white.
const EXPOSURE = 1.06;

/** Of a frame, for drawing: what has not been drawn by then waits for the next one. */
const DRAWING_MILLISECONDS = 12;

/** Without a new frame for as long, views are at rest, and worth smoothing. */
const REST_MILLISECONDS = 200;

/** Pixels that a processor draws of a view in motion, and of one at rest before it is made small. */
const ROUGH_PIXELS = 160 << 10;
const SMOOTH_PIXELS = 4 << 20;

/** Something that may have a frame to draw. */
export interface Drawable {
  /** Move on by this time; answers whether the next animation frame is wanted as well. */
  advance(seconds: number): boolean;
  /** Draw if needed; answers whether anything was drawn. */
  draw(): boolean;
  /** Put a smooth picture in place of one that was drawn without samples, if there is one. */
  smooth(): Promise<void>;
  /** Whether it shows such a picture, or has yet to draw one, or the shadow in it. */
  readonly rough: boolean;
  /** The context was lost, and every model with it. */
  lost(): void;
  /** The context came back. */
  restored(): void;
}

/** Has the renderer stay, and draws nothing itself. */
export class Guest implements Drawable {
  readonly rough = false;

  advance(): boolean {
    return false;
  }

  draw(): boolean {
    return false;
  }

  async smooth(): Promise<void> {}

  lost(): void {}

  restored(): void {}
}

/** How a model is looked at. */
export interface Look {
  camera: PerspectiveCamera;
  lighting: Lighting;
  wireframe: boolean;
}

/** Counts for tests and for the diagnostics panel. */
export interface ViewerStatistics {
  contexts: number;
  views: number;
  /** Bitmaps drawn since the page began. */
  frames: number;
  /** Views whose picture is still to be drawn, or smoothed. */
  rough: number;
  geometries: number;
  textures: number;
  programs: number;
  /** Models on the GPU, and the bytes they take. */
  residents: number;
  residentBytes: number;
}

const drawables = new Set<Drawable>();
let shared: SharedRenderer | null = null;
let frames = 0;

/** Join the page's loop; the renderer is made with the first view. */
export function join(drawable: Drawable): SharedRenderer {
  drawables.add(drawable);
  shared ??= new SharedRenderer();
  return shared;
}

/** Leave the loop; the context goes with the last view. */
export function leave(drawable: Drawable): void {
  drawables.delete(drawable);
  if (drawables.size === 0) {
    shared?.dispose();
    shared = null;
  }
}

export function viewerStatistics(): ViewerStatistics {
  const info = shared?.webgl.info;
  return {
    contexts: shared ? 1 : 0,
    views: drawables.size,
    frames,
    rough: [...drawables].filter(({ rough }) => rough).length,
    geometries: info?.memory.geometries ?? 0,
    textures: info?.memory.textures ?? 0,
    programs: info?.programs?.length ?? 0,
    residents: shared?.residency.count ?? 0,
    residentBytes: shared?.residency.bytes ?? 0,
  };
}

/** What draws, in the browser's own words; null before the first view. */
export function drawnBy(): string | null {
  return shared && rendererName(shared.gl);
}

/** Let a model go from the GPU that is not to be shown again. */
export function forgetModel(id: string): void {
  shared?.residency.forget(id);
}

export class SharedRenderer {
  readonly webgl: WebGLRenderer;
  readonly lights: Lights;
  readonly residency: Residency;
  /** Pictures come without samples, and are smoothed when their views are at rest. */
  readonly software: boolean;
  readonly #canvas: OffscreenCanvas;
  // One of each for all views: three keeps the buffer that glass is seen through by these two.
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera();
  #request = 0;
  #previous = 0;
  #rest = 0;
  #contexts = 1;
  #back: PromiseWithResolvers<void> | null = null;

  constructor() {
    installGlass();
    readyDecoder();
    const { canvas, gl, software } = openContext();
    this.#canvas = canvas;
    this.software = software;
    this.webgl = new WebGLRenderer({ canvas, context: gl });
    this.webgl.setPixelRatio(1);
    this.webgl.toneMapping = NeutralToneMapping;
    this.webgl.toneMappingExposure = EXPOSURE;
    this.lights = new Lights(this.webgl);
    this.residency = new Residency(this);
    this.#canvas.addEventListener("webglcontextlost", this.#lose);
    this.#canvas.addEventListener("webglcontextrestored", this.#restore);
  }

  /** Samples along a texture that is seen at a slant; a processor would draw at a third of its speed. */
  get anisotropy(): number {
    return this.software ? 1 : Math.min(8, this.webgl.capabilities.getMaxAnisotropy());
  }

  get gl(): WebGL2RenderingContext {
    return this.webgl.getContext() as WebGL2RenderingContext;
  }

  /** The number of the context, once there is one: what another one held is gone. */
  async context(): Promise<number> {
    while (this.#back) await this.#back.promise;
    return this.#contexts;
  }

  /** Ask for an animation frame, once however often it is called. */
  wake(): void {
    clearTimeout(this.#rest);
    if (this.#request === 0) {
      this.#previous = performance.now();
      this.#request = requestAnimationFrame(this.#tick);
    }
  }

  /** Compile a model's shaders, beside the page where the browser can. */
  async compile(model: Model, lighting: Lighting): Promise<void> {
    this.#scene.environment = this.lights.get(lighting);
    this.#scene.add(model.root, model.shadow.mesh);
    const compiled = this.webgl.compileAsync(this.#scene, this.#camera);
    this.#scene.clear();
    await compiled;
  }

  /** Draw at a size in device pixels. The taker closes the bitmap or transfers it. */
  draw(model: Model | null, look: Look, width: number, height: number): ImageBitmap {
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.webgl.setSize(width, height, false);
    }
    this.#scene.environment = this.lights.get(look.lighting);
    this.#camera.copy(look.camera);
    if (model) {
      model.wireframe = look.wireframe;
      this.#scene.add(model.root, model.shadow.mesh);
    }
    this.webgl.setRenderTarget(null);
    this.webgl.render(this.#scene, this.#camera);
    this.#scene.clear();
    frames += 1;
    return this.#canvas.transferToImageBitmap();
  }

  /** As `draw`, in time for the next frame: without a GPU with fewer pixels, and rough edges. */
  drawSoon(model: Model | null, look: Look, width: number, height: number): ImageBitmap {
    const times = this.software ? Math.min(1, Math.sqrt(ROUGH_PIXELS / (width * height))) : 1;
    return this.draw(model, look, Math.ceil(width * times), Math.ceil(height * times));
  }

  /** As `draw`, with smooth edges whatever draws; it may take some frames. */
  async drawSmoothly(
    model: Model | null,
    look: Look,
    width: number,
    height: number,
  ): Promise<ImageBitmap> {
    const times = this.software ? Math.min(2, Math.sqrt(SMOOTH_PIXELS / (width * height))) : 1;
    if (times <= 1) return this.draw(model, look, width, height);
    const large = this.draw(model, look, Math.round(width * times), Math.round(height * times));
    try {
      return await createImageBitmap(large, {
        resizeWidth: width,
        resizeHeight: height,
        resizeQuality: "medium",
      });
    } finally {
      large.close();
    }
  }

  dispose(): void {
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#rest);
    this.#canvas.removeEventListener("webglcontextlost", this.#lose);
    this.#canvas.removeEventListener("webglcontextrestored", this.#restore);
    this.residency.dispose();
    this.lights.drop();
    this.webgl.dispose();
    this.webgl.forceContextLoss();
  }

  readonly #tick = (now: number): void => {
    this.#request = 0;
    const seconds = Math.max(Math.min((now - this.#previous) / 1000, 0.1), 0);
    this.#previous = now;
    let again = false;
    for (const drawable of drawables) again = drawable.advance(seconds) || again;
    again = this.#back === null && this.#drawInTurn() ? true : again;
    if (again) this.#request = requestAnimationFrame(this.#tick);
    else if (this.software) {
      this.#rest = window.setTimeout(() => void this.#smooth(), REST_MILLISECONDS);
    }
  };

  /** Smooth one view after the other, until something moves. */
  async #smooth(): Promise<void> {
    for (const drawable of [...drawables].filter(({ rough }) => rough)) {
      await drawable.smooth();
      await gpuDone(this.gl);
      if (this.#request !== 0 || this.#back || shared !== this) return;
    }
  }

  /** Draw what is to be drawn while there is time; answers whether some of it has to wait. */
  #drawInTurn(): boolean {
    const end = performance.now() + DRAWING_MILLISECONDS;
    for (const drawable of [...drawables]) {
      if (performance.now() >= end) return true;
      if (!drawable.draw()) continue;
      // To the end of the queue, so that everyone has a turn.
      drawables.delete(drawable);
      drawables.add(drawable);
    }
    return false;
  }

  readonly #lose = (): void => {
    this.#contexts += 1;
    this.#back ??= withResolvers();
    this.lights.drop();
    this.residency.lost();
    for (const drawable of drawables) drawable.lost();
  };

  readonly #restore = (): void => {
    this.#back?.resolve();
    this.#back = null;
    for (const drawable of drawables) drawable.restored();
    this.wake();
  };
}
