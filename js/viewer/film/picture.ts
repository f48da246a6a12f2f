/** Pictures of what is on screen, in any size: drawn in tiles where one is larger than the GPU draws. */

import { type Box3, Color, type PerspectiveCamera, SRGBColorSpace, Vector3 } from "three";
import { filmTexts } from "../texts";
import type { Stand } from "./stand";

/** Pixels, on each side. */
export const SMALLEST = 16;
export const LARGEST = 8192;

/** Of a tile, on each side, where a GPU draws; and where a processor does, in twice the pixels. */
const TILE = 4096;
const SOFTWARE_TILE = 1024;

export interface PictureOptions {
  /** Pixels. */
  width: number;
  height: number;
  /** Without what is behind the product. */
  transparent: boolean;
}

/** A picture as PNG. */
export async function takePicture(stand: Stand, options: PictureOptions): Promise<Blob> {
  const { renderer, model } = stand;
  const kept = renderer.residency.pin(model.id);
  try {
    const { width, height } = options;
    const canvas = canvasOf(width, height);
    const camera = cameraFor(stand.look.camera, width / height, model.box);
    await draw(stand, camera, canvas, options.transparent);
    return await canvas.convertToBlob({ type: "image/png" });
  } finally {
    if (kept) renderer.residency.unpin(kept);
  }
}

export function canvasOf(width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  if (!canvas.getContext("2d")) {
    throw new Error(filmTexts.pictureTooLarge(width, height));
  }
  return canvas;
}

/** Left free around a product, of half the picture. */
const MARGIN = 1.12;

/**
 * A camera for a picture of another shape: it shows all of the box, or all that the camera does where
 * that is less.
 */
export function cameraFor(camera: PerspectiveCamera, aspect: number, box: Box3): PerspectiveCamera {
  const made = camera.clone();
  made.aspect = aspect;
  if (Math.abs(aspect / camera.aspect - 1) > SAME_SHAPE) {
    const half = Math.tan((camera.fov * Math.PI) / 360);
    const all = Math.max(half, (half * camera.aspect) / aspect);
    made.fov = (Math.atan(Math.min(all, reach(box, camera, aspect) * MARGIN)) * 360) / Math.PI;
  }
  made.updateProjectionMatrix();
  return made;
}

/** Aspects that differ by less than the rounding to whole pixels are the same. */
const SAME_SHAPE = 0.02;

/** The tangent of half the angle, upright, in which all of a box is seen. */
function reach(box: Box3, camera: PerspectiveCamera, aspect: number): number {
  const { min, max } = box;
  let most = 0;
  for (const x of [min.x, max.x]) {
    for (const y of [min.y, max.y]) {
      for (const z of [min.z, max.z]) {
        const corner = new Vector3(x, y, z).applyMatrix4(camera.matrixWorldInverse);
        if (corner.z >= 0) return Number.POSITIVE_INFINITY;
        most = Math.max(
          most,
          Math.abs(corner.y / corner.z),
          Math.abs(corner.x / corner.z) / aspect,
        );
      }
    }
  }
  return most;
}

/** Draw onto the whole of a canvas. */
export async function draw(
  stand: Stand,
  camera: PerspectiveCamera,
  canvas: OffscreenCanvas,
  transparent: boolean,
): Promise<void> {
  const { renderer, model, look } = stand;
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const ground = transparent ? null : (stand.ground ?? new Color(1, 1, 1));
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (ground) {
    context.fillStyle = ground.getStyle(SRGBColorSpace);
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  renderer.cast(model, look.parts);
  const tile = renderer.software
    ? SOFTWARE_TILE
    : Math.min(TILE, renderer.gl.getParameter(renderer.gl.MAX_RENDERBUFFER_SIZE));
  const shot = camera.clone();
  for (let top = 0; top < canvas.height; top += tile) {
    for (let left = 0; left < canvas.width; left += tile) {
      const width = Math.min(tile, canvas.width - left);
      const height = Math.min(tile, canvas.height - top);
      shot.setViewOffset(canvas.width, canvas.height, left, top, width, height);
      const bitmap = await renderer.drawSmoothly(
        model,
        { ...look, camera: shot, ground },
        width,
        height,
      );
      context.drawImage(bitmap, left, top);
      bitmap.close();
    }
  }
}
