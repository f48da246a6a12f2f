/** The pictures of a model as files of their own. */

import type { Texture } from "three";

/** A texture's picture as PNG; null where it has none. */
export async function pictureOf(texture: Texture | null): Promise<Uint8Array | null> {
  const image = texture?.image as ImageBitmap | undefined;
  if (!image?.width) return null;
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return new Uint8Array(await blob.arrayBuffer());
}
