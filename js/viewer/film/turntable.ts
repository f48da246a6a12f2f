/** A product turned once about itself, as a film. */

import load from "package-module:./js/viewer/film/encoders/encoders.ts";
import { Box3, Vector3 } from "three";
import type { CameraState } from "../../contract";
import type { FilmFormat } from "./encoders/film";
import { cameraFor, canvasOf, draw } from "./picture";
import type { Stand } from "./stand";

export type { FilmFormat } from "./encoders/film";

const UP = new Vector3(0, 1, 0);

/** Frames a second; the colours of a GIF are looked for in each of its frames. */
export const RATES: Record<FilmFormat, number> = { webm: 30, mp4: 30, gif: 15 };

export interface TurntableOptions {
  format: FilmFormat;
  /** Of one turn. */
  seconds: number;
  /** Pixels; even numbers. */
  width: number;
  height: number;
  signal?: AbortSignal | undefined;
  /** The part that is done, from 0 to 1. */
  onProgress?: ((done: number) => void) | undefined;
}

/** Turn the camera once about what it looks at, on the page's own ground. */
export async function turntable(
  stand: Stand,
  { target }: CameraState,
  options: TurntableOptions,
): Promise<Blob> {
  const { format, width, height, seconds, signal, onProgress } = options;
  const { renderer, model } = stand;
  const kept = renderer.residency.pin(model.id);
  const rate = RATES[format];
  const count = Math.max(2, Math.round(seconds * rate));
  try {
    const { encode } = await load();
    return await encode({ format, width, height, rate, count }, frames());
  } finally {
    if (kept) renderer.residency.unpin(kept);
  }

  async function* frames(): AsyncGenerator<OffscreenCanvas> {
    const canvas = canvasOf(width, height);
    const centre = new Vector3(...target);
    const camera = cameraFor(stand.look.camera, width / height, turned(model.box, centre));
    const from = camera.position.clone().sub(centre);
    for (let at = 0; at < count; at += 1) {
      signal?.throwIfAborted();
      camera.position
        .copy(from)
        .applyAxisAngle(UP, (2 * Math.PI * at) / count)
        .add(centre);
      camera.lookAt(centre);
      camera.updateMatrixWorld();
      await draw(stand, camera, canvas, false);
      yield canvas;
      onProgress?.((at + 1) / count);
    }
    signal?.throwIfAborted();
  }
}

/** All places that a box comes to while it is turned about a centre. */
function turned({ min, max }: Box3, { x, z }: Vector3): Box3 {
  const reach = Math.hypot(
    Math.max(Math.abs(min.x - x), Math.abs(max.x - x)),
    Math.max(Math.abs(min.z - z), Math.abs(max.z - z)),
  );
  return new Box3(
    new Vector3(x - reach, min.y, z - reach),
    new Vector3(x + reach, max.y, z + reach),
  );
}
