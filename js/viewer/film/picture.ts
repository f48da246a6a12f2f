/** Pictures of what is on screen, in any size: drawn in tiles where one is larger than the GPU draws. */

import { Color, type PerspectiveCamera, SRGBColorSpace } from "three";
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
    await draw(stand, cameraFor(stand.look.camera, width / height), canvas, options.transparent);
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

/** A camera that shows all that another one does, in a picture of another shape. */
export function cameraFor(camera: PerspectiveCamera, aspect: number): PerspectiveCamera {
  const made = camera.clone();
  if (aspect < camera.aspect) {
    const half = Math.tan((camera.fov * Math.PI) / 360);
    made.fov = (Math.atan((half * camera.aspect) / aspect) * 360) / Math.PI;
  }
  made.aspect = aspect;
  made.updateProjectionMatrix();
  return made;
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
  model.shadow.draw(renderer.webgl);
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
