/** Small pictures of models, rendered from the models themselves. */

import { PerspectiveCamera, Scene, type Vector3Tuple } from "three";
import type { BlobChannel } from "../cache/model-cache";
import type { ModelSource } from "../contract";
import { loadModel } from "./load";
import type { Model } from "./model";
import { type Drawable, join, leave, type SharedRenderer } from "./renderer";

/** Degrees; long enough a lens that products do not bulge. */
export const FIELD_OF_VIEW = 28;

/** Where a camera looks at a model from before anyone has moved it. */
export const FIRST_DIRECTION: Vector3Tuple = [0.3, 0.24, 1];

/** Draw a model by itself, square, on a transparent ground. */
export function drawThumbnail(
  renderer: SharedRenderer,
  model: Model,
  pixels: number,
): Promise<Blob> {
  const scene = new Scene();
  scene.environment = renderer.environment("studio");
  const parent = model.root.parent;
  scene.add(model.root, model.shadow.mesh);
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.01, 100);
  const { center, radius } = model.sphere;
  const distance = (radius * 1.06) / Math.sin((FIELD_OF_VIEW * Math.PI) / 360);
  camera.near = distance / 50;
  camera.far = distance * 10;
  camera.position
    .set(...FIRST_DIRECTION)
    .normalize()
    .multiplyScalar(distance)
    .add(center);
  camera.lookAt(center);
  camera.updateProjectionMatrix();
  const bitmap = renderer.draw(scene, camera, pixels, pixels);
  if (parent) parent.add(model.root, model.shadow.mesh);
  else scene.remove(model.root, model.shadow.mesh);
  const canvas = new OffscreenCanvas(pixels, pixels);
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  return canvas.convertToBlob({ type: "image/webp", quality: 0.9 });
}

/** Load a model that is not on screen, draw it once and let it go. */
export async function renderThumbnail(
  source: ModelSource,
  pixels: number,
  options: { channel: BlobChannel | undefined; signal: AbortSignal },
): Promise<Blob> {
  const guest: Drawable = { advance: () => false, restored: () => {} };
  const renderer = join(guest);
  try {
    const model = await loadModel(source, renderer.webgl, options);
    try {
      model.shadow.draw(renderer.webgl);
      return await drawThumbnail(renderer, model, pixels);
    } finally {
      model.dispose();
    }
  } finally {
    leave(guest);
  }
}
