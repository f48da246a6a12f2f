/** The bytes that a document refers to: its buffers, and its pictures. */

import { fileTexts } from "../texts";
import { besides, bytesWithin, fetchBeside } from "./addresses";
import { entryOf, type Fields, type GltfDocument, isFields, listOf } from "./document";
import { MOST_PICTURE_PIXELS, MOST_PICTURE_SIDE } from "./limits";
import { damaged, ModelParseError } from "./model-parse-error";
import { pictureSize } from "./picture-size";

/** Where a file was had, and what its bytes are asked for with. */
export interface Origin {
  address: string;
  signal: AbortSignal;
}

/** A picture's bytes; or why it is not there, as the end of a sentence. */
export type Picture = { bytes: Uint8Array<ArrayBuffer>; ktx2: boolean } | { missing: string };

/** Buffers by their index; those that nothing needs are left out. */
export async function bringBuffers(
  document: GltfDocument,
  needed: Iterable<number>,
  binary: ArrayBuffer | null,
  origin: Origin,
): Promise<Map<number, ArrayBuffer>> {
  const buffers = new Map<number, ArrayBuffer>();
  for (const index of needed) {
    const { uri, byteLength } = entryOf(document, "buffers", index);
    const bytes = await bufferAt(uri, index === 0 ? binary : null, origin);
    if (bytes.byteLength < (byteLength as number)) throw damaged(`buffer ${index} is cut short`);
    buffers.set(index, bytes);
  }
  return buffers;
}

async function bufferAt(
  uri: unknown,
  own: ArrayBuffer | null,
  { address, signal }: Origin,
): Promise<ArrayBuffer> {
  if (uri === undefined && own) return own;
  if (typeof uri !== "string") throw damaged("its bytes are missing");
  const within = bytesWithin(uri);
  if (within) return within.buffer;
  const beside = besides(uri, address);
  try {
    if (beside) return await fetchBeside(beside, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ModelParseError(fileTexts.shapeNotHad(short(uri)), { cause: error });
  }
  throw new ModelParseError(fileTexts.shapeElsewhere(short(uri)));
}

/** Pictures by their index: each is there, or is said why not. */
export async function bringPictures(
  document: GltfDocument,
  needed: number[],
  buffers: Map<number, ArrayBuffer>,
  origin: Origin,
): Promise<Map<number, Picture>> {
  const pictures = new Map<number, Picture>();
  let left = MOST_PICTURE_PIXELS;
  for (const index of needed) {
    let picture = await pictureAt(document, listOf(document, "images")[index], buffers, origin);
    if ("bytes" in picture) {
      const size = pictureSize(picture.bytes);
      const { width, height } = size ?? { width: 1, height: 1 };
      if (Math.max(width, height) > MOST_PICTURE_SIDE || width * height > left) {
        picture = { missing: fileTexts.pictureTooLarge(width, height) };
      } else {
        left -= width * height;
        picture.ktx2 = size?.kind === "ktx2";
      }
    }
    pictures.set(index, picture);
  }
  return pictures;
}

async function pictureAt(
  document: GltfDocument,
  image: unknown,
  buffers: Map<number, ArrayBuffer>,
  { address, signal }: Origin,
): Promise<Picture> {
  if (!isFields(image)) return { missing: fileTexts.pictureMissing };
  const { uri, bufferView } = image;
  if (typeof uri !== "string") {
    const bytes = bytesOf(document, bufferView, buffers);
    return bytes ? { bytes, ktx2: false } : { missing: fileTexts.pictureMissing };
  }
  const within = bytesWithin(uri);
  if (within) return { bytes: within, ktx2: false };
  const beside = besides(uri, address);
  if (!beside) return { missing: fileTexts.pictureElsewhere(short(uri)) };
  try {
    return { bytes: new Uint8Array(await fetchBeside(beside, signal)), ktx2: false };
  } catch (error) {
    if (signal.aborted) throw error;
    return { missing: fileTexts.pictureNotHad(short(uri)) };
  }
}

/** Of a buffer view; null where that is none. */
function bytesOf(
  document: GltfDocument,
  index: unknown,
  buffers: Map<number, ArrayBuffer>,
): Uint8Array<ArrayBuffer> | null {
  const view = listOf(document, "bufferViews")[index as number];
  const { buffer, byteOffset = 0, byteLength } = isFields(view) ? view : ({} as Fields);
  const bytes = buffers.get(buffer as number);
  try {
    return bytes ? new Uint8Array(bytes, byteOffset as number, byteLength as number) : null;
  } catch {
    return null;
  }
}

/** An address as it can be told. */
function short(uri: string): string {
  const [plain = ""] = uri.split(/[?#]/);
  return plain.length > 60 ? `${plain.slice(0, 30)}…${plain.slice(-20)}` : plain;
}
