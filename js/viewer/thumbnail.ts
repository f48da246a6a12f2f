/** Small pictures of models, rendered from the models themselves. */

import { PerspectiveCamera } from "three";
import type { BlobChannel } from "../cache/model-cache";
import type { ModelSource } from "../contract";
import type { Model } from "./model/model";
import { Guest, join, leave } from "./renderer";
import type { SharedRenderer } from "./renderer/shared-renderer";
import { FIELD_OF_VIEW, type Fill, firstPose } from "./view/framing";

const FILL: Fill = { height: 0.84, width: 0.86 };

/** Of a picture, at each of its sides: what is not the product's, where its shadow fades out. */
const FADE = 0.07;

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
  renderer.cast(model);
  const look = { camera, lighting: THUMBNAIL_LIGHTING, wireframe: false } as const;
  const bitmap = await renderer.drawSmoothly(model, look, pixels, pixels);
  const canvas = new OffscreenCanvas(pixels, pixels);
  const context = canvas.getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  if (context) fadeOut(context, pixels);
  return canvas.convertToBlob({ type: "image/webp", quality });
}

/** Nothing is cut off at the sides of a picture: what reaches them is gone there. */
function fadeOut(context: OffscreenCanvasRenderingContext2D, pixels: number): void {
  context.globalCompositeOperation = "destination-in";
  for (const [x, y] of [
    [pixels, 0],
    [0, pixels],
  ] as const) {
    const mask = context.createLinearGradient(0, 0, x, y);
    for (const [alpha, share] of [
      [0, 0],
      [0.16, 0.25],
      [0.5, 0.5],
      [0.84, 0.75],
      [1, 1],
    ] as const) {
      mask.addColorStop(share * FADE, `rgb(0 0 0 / ${alpha})`);
      mask.addColorStop(1 - share * FADE, `rgb(0 0 0 / ${alpha})`);
    }
    context.fillStyle = mask;
    context.fillRect(0, 0, pixels, pixels);
  }
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
