/** Films as GIF, which every program shows: 256 colours a frame. */

import { applyPalette, GIFEncoder, quantize } from "gifenc";
import type { Film } from "./film";

const COLOURS = 256;

export async function gif(
  { width, height, rate }: Film,
  frames: AsyncIterable<OffscreenCanvas>,
): Promise<Blob> {
  const encoder = GIFEncoder();
  for await (const canvas of frames) {
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    const { data } = context.getImageData(0, 0, width, height);
    const palette = quantize(data, COLOURS);
    encoder.writeFrame(applyPalette(data, palette), width, height, {
      palette,
      delay: Math.round(1000 / rate),
    });
  }
  encoder.finish();
  return new Blob([encoder.bytes()], { type: "image/gif" });
}
