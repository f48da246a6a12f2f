/** Brings a decoded model to the GPU piece by piece, so that to show it takes one frame. */

import type { WebGLRenderer } from "three";
import { gpuDone } from "../gpu/gpu-done";
import type { LightName, Lights } from "../lighting/lights";
import type { Model } from "../model/model";
import { PictureError } from "../model/pictures";
import { uploadTexture } from "./texture-upload";

/** What it takes of the page's renderer. */
export interface PreparingRenderer {
  readonly webgl: WebGLRenderer;
  readonly gl: WebGL2RenderingContext;
  readonly lights: Lights;
  /** Samples along a texture that is seen at a slant. */
  readonly anisotropy: number;
  /** Compile a model's shaders. */
  compile(model: Model, lighting: LightName): Promise<void>;
}

/** A texture whose picture is broken or missing is left out, with a note. */
export async function prepareModel(
  renderer: PreparingRenderer,
  model: Model,
  { lighting, hasty, signal }: { lighting: LightName; hasty?: boolean; signal: AbortSignal },
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
  let complete = true;
  for (const texture of [...model.textures]) {
    signal.throwIfAborted();
    try {
      await uploadTexture(renderer.webgl, texture, signal);
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      model.goWithout(texture, error.message);
      complete = false;
    }
  }
  model.closePictures();
  await compiled;
  // Without a texture a material has another shader.
  if (!complete) await renderer.compile(model, lighting);
  signal.throwIfAborted();
}
