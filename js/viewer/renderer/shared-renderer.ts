/**
 * Draws every view of the page with one WebGL context (an `OffscreenCanvas`): a view hands in a model
 * and a camera and gets an `ImageBitmap`. It holds what all of them share: the lights, the models on
 * the GPU and the loop.
 */

import {
  type Color,
  NeutralToneMapping,
  PerspectiveCamera,
  Scene,
  WebGLRenderer,
  type WebGLRenderTarget,
} from "three";
import type { GroundStyle } from "../../contract";
import { type PromiseWithResolvers, withResolvers } from "../../with-resolvers";
import { openContext } from "../gpu/context";
import { Grid, type GridLook } from "../grid/grid";
import { EXPOSURE, installGlass, setGround } from "../lighting/glass";
import { type LightName, Lights } from "../lighting/lights";
import type { Model } from "../model/model";
import { readyDecoder } from "../model/picture-decoder";
import { AT_REST, type Pose } from "../motion/poses";
import { type PartsLook, WHOLE } from "../parts/parts-look";
import { Residency, type ResidencyRenderer } from "../residency/residency";
import { FrameLoop } from "./frame-loop";

/** Pixels that a processor draws of a view in motion, and of one at rest before it is made small. */
const ROUGH_PIXELS = 160 << 10;
const SMOOTH_PIXELS = 4 << 20;

/** How a model stands, and by its place the variant that it wears. */
export interface Dress {
  pose: Pose;
  variant: number | null;
}

const AS_FILED: Dress = { pose: AT_REST, variant: null };

/** How models are looked at. */
export interface Look {
  camera: PerspectiveCamera;
  lighting: LightName;
  wireframe: boolean;
  /** In steps that double the light; none where nobody says. */
  exposure?: number;
  /** Degrees that the light is turned about the upright axis. */
  rotation?: number;
  /** What the model stands on: its shadow, where nobody says. */
  floor?: GroundStyle;
  grid?: GridLook | undefined;
  /** How each model stands and what it wears; as its file has it where nothing is said. */
  dress?: ((model: Model) => Dress) | undefined;
  /** What the page shows behind it, as linear light; null where that is not known. */
  ground?: Color | null;
  /** Which of their parts are seen, and how; all of them as they are where nothing is said. */
  parts?: PartsLook;
}

/** Makes a picture of this size in device pixels, by whatever renders it needs. */
export type Painter = (width: number, height: number) => void;

let frames = 0;

/** Bitmaps drawn since the page began, by whichever renderer it had. */
export function framesDrawn(): number {
  return frames;
}

export class SharedRenderer implements ResidencyRenderer {
  readonly webgl: WebGLRenderer;
  readonly lights: Lights;
  readonly residency: Residency;
  readonly loop: FrameLoop;
  /** Pictures come without samples, and are smoothed when their views are at rest. */
  readonly software: boolean;
  readonly #canvas: OffscreenCanvas;
  // One of each for all views: three keeps the buffer that glass is seen through by these two.
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera();
  readonly #grid = new Grid();
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
    this.loop = new FrameLoop(gl, software);
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

  async context(): Promise<number> {
    while (this.#back) await this.#back.promise;
    return this.#contexts;
  }

  /** Compile a model's shaders for the canvas, or a target; beside the page where the browser can. */
  async compile(
    model: Model,
    lighting: LightName,
    target: WebGLRenderTarget | null = null,
  ): Promise<void> {
    this.#scene.environment = this.lights.get(lighting);
    this.#scene.add(model.root, model.shadow.mesh);
    this.webgl.setRenderTarget(target);
    const compiled = this.webgl.compileAsync(this.#scene, this.#camera);
    this.webgl.setRenderTarget(null);
    this.#scene.clear();
    await compiled;
  }

  /** Render a model, as one of a picture's parts: into the canvas, as it is set up, or a target. */
  render(model: Model | null, look: Look, target: WebGLRenderTarget | null = null): void {
    this.#scene.environment = this.lights.get(look.lighting);
    this.#camera.copy(look.camera);
    if (model) {
      model.wireframe = look.wireframe;
      const { pose, variant } = look.dress?.(model) ?? AS_FILED;
      model.wardrobe.wear(variant);
      model.assume(pose);
      const parts = look.parts ?? WHOLE;
      model.parts.show(parts);
      const shadow = parts.shadow(model);
      if (shadow.outdated) shadow.draw(this.webgl);
      this.#scene.add(model.root);
      if (look.floor !== "none") this.#scene.add(shadow.mesh);
      if (look.floor === "grid" && look.grid) this.#scene.add(this.#grid.under(model, look.grid));
    }
    this.#scene.environmentRotation.y = ((look.rotation ?? 0) * Math.PI) / 180;
    this.webgl.toneMappingExposure = EXPOSURE * 2 ** (look.exposure ?? 0);
    setGround(look.ground ?? null);
    this.webgl.setRenderTarget(target);
    this.webgl.render(this.#scene, this.#camera);
    this.#scene.clear();
  }

  /** Have the shadow of what is seen of a model drawn, if it is not as that stands. */
  cast(model: Model, parts: PartsLook = WHOLE): void {
    model.parts.show(parts);
    parts.shadow(model).draw(this.webgl);
  }

  /** Draw at a size in device pixels. The taker closes the bitmap or transfers it. */
  draw(model: Model | null, look: Look, width: number, height: number): ImageBitmap {
    return this.paint(() => this.render(model, look), width, height);
  }

  /** As `draw`, with smooth edges whatever draws; it may take some frames. */
  drawSmoothly(
    model: Model | null,
    look: Look,
    width: number,
    height: number,
  ): Promise<ImageBitmap> {
    return this.paintSmoothly(() => this.render(model, look), width, height);
  }

  /** As `draw`, of a picture that is made of several renders. */
  paint(painter: Painter, width: number, height: number): ImageBitmap {
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.webgl.setSize(width, height, false);
    }
    painter(width, height);
    frames += 1;
    return this.#canvas.transferToImageBitmap();
  }

  /** As `paint`, in time for the next frame: without a GPU with fewer pixels, and rough edges. */
  paintSoon(painter: Painter, width: number, height: number): ImageBitmap {
    const times = this.software ? Math.min(1, Math.sqrt(ROUGH_PIXELS / (width * height))) : 1;
    return this.paint(painter, Math.ceil(width * times), Math.ceil(height * times));
  }

  /** As `paint`, with smooth edges whatever draws; it may take some frames. */
  async paintSmoothly(painter: Painter, width: number, height: number): Promise<ImageBitmap> {
    const times = this.software ? Math.min(2, Math.sqrt(SMOOTH_PIXELS / (width * height))) : 1;
    if (times <= 1) return this.paint(painter, width, height);
    const large = this.paint(painter, Math.round(width * times), Math.round(height * times));
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
    this.loop.stop();
    this.#canvas.removeEventListener("webglcontextlost", this.#lose);
    this.#canvas.removeEventListener("webglcontextrestored", this.#restore);
    this.residency.dispose();
    this.#grid.dispose();
    this.lights.drop();
    this.webgl.dispose();
    this.webgl.forceContextLoss();
  }

  readonly #lose = (): void => {
    this.#contexts += 1;
    this.#back ??= withResolvers();
    this.lights.drop();
    this.residency.lost();
    this.loop.lose();
  };

  readonly #restore = (): void => {
    this.#back?.resolve();
    this.#back = null;
    this.loop.restore();
  };
}
