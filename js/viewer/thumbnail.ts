/** Small pictures of models, rendered from the models themselves. */

import { PerspectiveCamera } from "three";
import type { BlobChannel } from "../cache/model-cache";
import type { ModelSource } from "../contract";
import type { Model } from "./model/model";
import { Guest, join, leave } from "./renderer";
import type { SharedRenderer } from "./renderer/shared-renderer";
import { FIELD_OF_VIEW, type Fill, firstPose } from "./view/framing";

const FILL: Fill = { height: 0.86, width: 0.9 };

/** Whatever light the view is in: all of them are seen side by side. */
export const THUMBNAIL_LIGHTING = "studio";

const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.01, 100);

/** Draw a model by itself, square, on a transparent ground. */
export async function drawThumbnail(
  renderer: SharedRenderer,
  model: Model,
  pixels: number,
  quality = 0.9,
): Promise<Blob> {
  const { position, target, distance } = firstPose(model.box, 1, FILL);
  camera.near = distance / 50;
  camera.far = distance * 10;
  camera.position.copy(position);
  camera.lookAt(target);
  camera.updateProjectionMatrix();
  model.shadow.draw(renderer.webgl);
  const look = { camera, lighting: THUMBNAIL_LIGHTING, wireframe: false } as const;
  const bitmap = await renderer.drawSmoothly(model, look, pixels, pixels);
  const canvas = new OffscreenCanvas(pixels, pixels);
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  return canvas.convertToBlob({ type: "image/webp", quality });
}

/** A picture of a model that is not on screen. */
export async function renderThumbnail(
  source: ModelSource,
  pixels: number,
  options: { channel: BlobChannel | undefined; signal: AbortSignal },
): Promise<Blob> {
  const guest = new Guest();
  const renderer = join(guest);
  try {
    const model = await renderer.residency.acquire(source, {
      ...options,
      lighting: THUMBNAIL_LIGHTING,
    });

    try {
      return await drawThumbnail(renderer, model, pixels);
    } finally {
      renderer.residency.unpin(model);
    }
  } finally {
    leave(guest);
  }
}
