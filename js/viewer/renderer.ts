/**
 * The page's one WebGL renderer, and the loop that draws every view with it.
 *
 * It owns the context (an `OffscreenCanvas`), the lighting environments and the animation frame.
 * A view hands in a scene and a camera and gets an `ImageBitmap`, so any number of views share one
 * context. No frame is asked for while no view has anything to draw.
 */

import {
  type Camera,
  NeutralToneMapping,
  type Scene,
  type Texture,
  WebGLRenderer,
  type WebGLRenderTarget,
} from "three";
import type { Lighting } from "../contract";
import { buildEnvironment } from "./environment";

/** Something that may have a frame to draw. */
export interface Drawable {
  /** Draw if needed; answer whether the next animation frame is wanted as well. */
  advance(seconds: number): boolean;
  /** The context came back after a loss: everything on the GPU is to be made again. */
  restored(): void;
}

/** Counts for tests and for the diagnostics panel. */
export interface ViewerStatistics {
  contexts: number;
  views: number;
  /** Bitmaps drawn since the page began. */
  frames: number;
  geometries: number;
  textures: number;
  programs: number;
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
    geometries: info?.memory.geometries ?? 0,
    textures: info?.memory.textures ?? 0,
    programs: info?.programs?.length ?? 0,
  };
}

export class SharedRenderer {
  readonly webgl: WebGLRenderer;
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #environments = new Map<Lighting, WebGLRenderTarget>();
  #request = 0;
  #previous = 0;

  constructor() {
    this.webgl = new WebGLRenderer({
      canvas: this.#canvas,
      alpha: true,
      antialias: true,
      powerPreference: "high-performance",
    });
    this.webgl.setPixelRatio(1);
    this.webgl.toneMapping = NeutralToneMapping;
    this.#canvas.addEventListener("webglcontextrestored", this.#restore);
  }

  /** Ask for an animation frame, once however often it is called. */
  wake(): void {
    if (this.#request === 0) {
      this.#previous = performance.now();
      this.#request = requestAnimationFrame(this.#tick);
    }
  }

  /** The light of a preset, made on first use and kept. */
  environment(lighting: Lighting): Texture {
    let target = this.#environments.get(lighting);
    if (!target) {
      target = buildEnvironment(this.webgl, lighting);
      this.#environments.set(lighting, target);
    }
    return target.texture;
  }

  /** Draw at a size in device pixels. The taker closes the bitmap or transfers it. */
  draw(scene: Scene, camera: Camera, width: number, height: number): ImageBitmap {
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.webgl.setSize(width, height, false);
    }
    this.webgl.setRenderTarget(null);
    this.webgl.render(scene, camera);
    frames += 1;
    return this.#canvas.transferToImageBitmap();
  }

  dispose(): void {
    cancelAnimationFrame(this.#request);
    this.#canvas.removeEventListener("webglcontextrestored", this.#restore);
    this.#dropEnvironments();
    this.webgl.dispose();
    this.webgl.forceContextLoss();
  }

  readonly #tick = (now: number): void => {
    this.#request = 0;
    const seconds = Math.min((now - this.#previous) / 1000, 0.1);
    this.#previous = now;
    let again = false;
    for (const drawable of drawables) again = drawable.advance(Math.max(seconds, 0)) || again;
    if (again) this.#request = requestAnimationFrame(this.#tick);
  };

  readonly #restore = (): void => {
    this.#dropEnvironments();
    for (const drawable of drawables) drawable.restored();
    this.wake();
  };

  #dropEnvironments(): void {
    for (const target of this.#environments.values()) target.dispose();
    this.#environments.clear();
  }
}
