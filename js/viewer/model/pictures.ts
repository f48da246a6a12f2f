/**
 * Has a `GLTFLoader` take a model's bytes from what was read, so that it asks for nothing itself; and
 * stands in for pictures that are still being decoded. The loader waits for all of them before it gives
 * anything away; here the geometry is there at once, and goes up while the pictures come.
 */

import { Texture, TextureLoader, type WebGLRenderer } from "three";
import type { GLTFLoaderPlugin, GLTFParser } from "three/addons/loaders/GLTFLoader.js";
import { transcode } from "../decoders/decoders";
import { MESHOPT } from "../gltf/accessors";
import type { Picture } from "../gltf/bytes";
import { extensionOf, type Fields } from "../gltf/document";
import { damaged } from "../gltf/model-parse-error";
import type { Gltf } from "../gltf/read-gltf";
import { fileTexts } from "../texts";
import { decodePicture, type Levels } from "./picture-decoder";

/** A picture cannot be had; the message is the end of a sentence about it. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

/** Stands for a picture in a texture until it is on the GPU. */
export class PendingPicture {
  width = 1;
  height = 1;

  constructor(readonly levels: Promise<Levels>) {
    // Who uploads it hears of a failure.
    levels.catch(() => {});
  }

  /** Let go of what is decoded. */
  async close(): Promise<void> {
    const { largest, others } = await this.levels;
    for (const picture of [await largest, ...(await others)]) picture.close();
  }
}

export function takeBytes(
  { buffers, pictures }: Gltf,
  webgl: WebGLRenderer,
): (parser: GLTFParser) => GLTFLoaderPlugin {
  return (parser) => {
    // Browsers in which three does not trust `createImageBitmap` have their pictures from an element.
    const { isImageBitmapLoader = false } = parser.textureLoader as {
      isImageBitmapLoader?: boolean;
    };
    parser.loadBuffer = async (index: number) => {
      const buffer = buffers.get(index);
      if (!buffer) throw damaged(`buffer ${index} is missing`);
      return buffer;
    };
    const textures = new Map<number, Promise<Texture>>();
    parser.loadImageSource = async (index: number) => {
      const shared = textures.get(index);
      // A clone has its own sampler, and the picture goes to the GPU once.
      if (shared) return (await shared).clone();
      const picture = pictures.get(index) ?? { missing: fileTexts.pictureMissing };
      const texture = textureOf(picture, isImageBitmapLoader, webgl);
      textures.set(index, texture);
      return texture;
    };
    return {
      name: "prodwidget_bytes",
      loadBufferView: (index: number) => strided(parser.json.bufferViews[index], buffers),
    };
  };
}

/**
 * Bytes of a view whose elements lie apart. The loader reads the last of them for as long as the
 * others, which may be longer than the view is.
 */
function strided(view: Fields, buffers: Gltf["buffers"]): Promise<ArrayBuffer> | null {
  const { buffer, byteOffset = 0, byteLength, byteStride } = view;
  const bytes = buffers.get(buffer as number);
  if (!byteStride || !bytes || MESHOPT.some((name) => extensionOf(view, name))) return null;
  const longer = new Uint8Array((byteLength as number) + (byteStride as number));
  longer.set(new Uint8Array(bytes, byteOffset as number, byteLength as number));
  return Promise.resolve(longer.buffer);
}

async function textureOf(
  picture: Picture,
  decodes: boolean,
  webgl: WebGLRenderer,
): Promise<Texture> {
  if ("missing" in picture) return without(new PictureError(picture.missing));
  try {
    if (picture.ktx2) return await transcode(picture.bytes, webgl);
    if (!decodes) return await fromElement(picture.bytes);
  } catch (error) {
    return without(new PictureError(fileTexts.pictureUnreadable, { cause: error }));
  }
  return pending(Promise.resolve(decodePicture(new Blob([picture.bytes]))));
}

const without = (why: PictureError): Texture => pending(Promise.reject(why));

function pending(levels: Promise<Levels>): Texture {
  const texture = new Texture(new PendingPicture(levels));
  texture.needsUpdate = true;
  return texture;
}

async function fromElement(bytes: Uint8Array<ArrayBuffer>): Promise<Texture> {
  const address = URL.createObjectURL(new Blob([bytes]));
  try {
    return await new TextureLoader().loadAsync(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}
