/**
 * Textures go up in bands. As one piece, a texture of 2048² with its mipmaps holds every frame of the
 * page up for as long as it takes, which is a quarter of a second where there is no GPU.
 */

import { Box2, Texture, Vector2, type WebGLRenderer } from "three";
import { levelCount } from "../gpu/gpu-bytes";
import { gpuDone } from "../gpu/gpu-done";
import { PendingPicture, PictureError } from "../model/pictures";
import { fileTexts } from "../texts";

/** Of one band. */
const BAND_BYTES = 2 << 20;

/**
 * Bring a texture to the GPU, once its picture is decoded.
 *
 * @throws PictureError
 */
export async function uploadTexture(
  webgl: WebGLRenderer,
  texture: Texture,
  signal: AbortSignal,
): Promise<void> {
  const pending: unknown = texture.image;
  if (!(pending instanceof PendingPicture)) {
    webgl.initTexture(texture);
    await gpuDone(webgl.getContext() as WebGL2RenderingContext);
    return;
  }
  try {
    const { largest, others } = await pending.levels;
    let picture = await largest;
    let skipped = 0;
    while (Math.max(picture.width, picture.height) > webgl.capabilities.maxTextureSize) {
      picture = (await others)[skipped++] as ImageBitmap;
    }
    pending.width = picture.width;
    pending.height = picture.height;
    signal.throwIfAborted();
    const mipmaps = allocate(webgl, texture);
    texture.generateMipmaps = false;
    await uploadLevel(webgl, texture, picture, 0, signal);
    let level = 1;
    for (const smaller of mipmaps ? (await others).slice(skipped) : []) {
      await uploadLevel(webgl, texture, smaller, level++, signal);
    }
    texture.generateMipmaps = mipmaps;
  } catch (error) {
    if (signal.aborted) throw error;
    throw error instanceof PictureError
      ? error
      : new PictureError(fileTexts.pictureUnreadable, { cause: error });
  }
}

/** Storage of the right size with nothing in it; answers whether it has levels. */
function allocate(webgl: WebGLRenderer, texture: Texture): boolean {
  const mipmaps = texture.generateMipmaps;
  const { width, height } = texture.image as PendingPicture;
  // Three makes room for levels that it is given, and leaves them alone until they are ready.
  texture.mipmaps = Array(mipmaps ? levelCount(width, height) : 1).fill(texture.image);
  texture.source.dataReady = false;
  webgl.initTexture(texture);
  texture.source.dataReady = true;
  texture.mipmaps = [];
  return mipmaps;
}

async function uploadLevel(
  webgl: WebGLRenderer,
  texture: Texture,
  picture: ImageBitmap,
  level: number,
  signal: AbortSignal,
): Promise<void> {
  const { width, height } = picture;
  const rows = Math.max(1, Math.floor(BAND_BYTES / (width * 4)));
  const source = new Texture(picture);
  for (let top = 0; top < height; top += rows) {
    const band = new Box2(new Vector2(0, top), new Vector2(width, Math.min(top + rows, height)));
    webgl.copyTextureToTexture(source, texture, band, new Vector2(0, top), 0, level);
    // The small levels together are no more than a band.
    if (height > rows || height === 1) await gpuDone(webgl.getContext() as WebGL2RenderingContext);
    signal.throwIfAborted();
  }
}
