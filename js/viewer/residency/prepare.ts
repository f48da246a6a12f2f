/** Brings a decoded model to the GPU piece by piece, so that to show it takes one frame. */

import type { WebGLRenderer } from "three";
import type { Lighting } from "../../contract";
import { gpuDone } from "../gpu/gpu-done";
import type { Lights } from "../lighting/lights";
import type { Model } from "../model/model";
import { uploadTexture } from "./texture-upload";

/** What it takes of the page's renderer. */
export interface PreparingRenderer {
  readonly webgl: WebGLRenderer;
  readonly gl: WebGL2RenderingContext;
  readonly lights: Lights;
  /** Samples along a texture that is seen at a slant. */
  readonly anisotropy: number;
  /** Compile a model's shaders. */
  compile(model: Model, lighting: Lighting): Promise<void>;
}

/** @throws ModelParseError where a picture in it is broken. */
export async function prepareModel(
  renderer: PreparingRenderer,
  model: Model,
  { lighting, hasty, signal }: { lighting: Lighting; hasty?: boolean; signal: AbortSignal },
): Promise<void> {
  for (const texture of model.textures) texture.anisotropy = renderer.anisotropy;
  await renderer.lights.prepare(lighting);
  signal.throwIfAborted();
  // Shaders are compiled, and the geometry goes up with its shadow, while pictures are decoded.
  const compiled = renderer.compile(model, lighting);
  if (!hasty) {
    model.shadow.draw(renderer.webgl);
    await gpuDone(renderer.gl);
  }
  for (const texture of model.textures) {
    signal.throwIfAborted();
    await uploadTexture(renderer.webgl, texture, signal);
  }
  model.closePictures();
  await compiled;
  signal.throwIfAborted();
}
