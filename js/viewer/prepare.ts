/** Brings a decoded model to the GPU piece by piece, so that to show it takes one frame. */

import type { Lighting } from "../contract";
import type { Model } from "./model";
import { gpuDone } from "./pacing";
import type { SharedRenderer } from "./renderer";
import { uploadTexture } from "./texture-upload";

/** @throws ModelParseError where a picture in it is broken. */
export async function prepareModel(
  renderer: SharedRenderer,
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
