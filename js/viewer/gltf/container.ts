/** The container of a binary glTF file (glTF 2.0 §4.4): a header, a description in JSON, and bytes. */

import { fileTexts } from "../texts";
import { type GltfDocument, isFields } from "./document";
import { damaged, ModelParseError } from "./model-parse-error";

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** Of the description: as text it takes many times as much. */
const MOST_JSON_BYTES = 64 << 20;

export interface Container {
  document: GltfDocument;
  /** The chunk of bytes; the file may have none. */
  binary: ArrayBuffer | null;
}

/** @throws ModelParseError */
export function readContainer(file: ArrayBuffer): Container {
  if (file.byteLength < HEADER_BYTES) {
    throw new ModelParseError(fileTexts.tooShort);
  }
  const view = new DataView(file);
  if (view.getUint32(0, true) !== MAGIC) {
    throw new ModelParseError(fileTexts.notGlb);
  }
  const version = view.getUint32(4, true);
  if (version !== 2) throw anotherVersion(String(version));
  const end = view.getUint32(8, true);
  if (end > file.byteLength) throw cutShort();
  let document: GltfDocument | null = null;
  let binary: ArrayBuffer | null = null;
  let at = HEADER_BYTES;
  while (at + CHUNK_HEADER_BYTES <= end) {
    const length = view.getUint32(at, true);
    const kind = view.getUint32(at + 4, true);
    const start = at + CHUNK_HEADER_BYTES;
    if (start + length > end) throw cutShort();
    if (!document) {
      if (kind !== JSON_CHUNK) throw damaged("it does not begin with a description");
      document = readDescription(new Uint8Array(file, start, length));
    } else if (kind === BINARY_CHUNK && !binary) {
      binary = file.slice(start, start + length);
    }
    at = start + length;
  }
  if (!document) throw cutShort();
  return { document, binary };
}

function readDescription(text: Uint8Array): GltfDocument {
  if (text.length > MOST_JSON_BYTES) {
    throw new ModelParseError(fileTexts.longDescription(text.length >> 20, MOST_JSON_BYTES >> 20));
  }
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(text));
  } catch (error) {
    throw damaged("its description cannot be read", error);
  }
  if (!isFields(document)) throw damaged("its description is no glTF document");
  const { version, minVersion, generator } = isFields(document.asset) ? document.asset : {};
  for (const needed of [version, minVersion]) {
    if (typeof needed === "string" && !needed.startsWith("2.")) throw anotherVersion(needed);
  }
  if (typeof minVersion === "string" && minVersion !== "2.0") throw anotherVersion(minVersion);
  return { ...document, asset: { version: "2.0", generator } };
}

const cutShort = () => new ModelParseError(fileTexts.cutShort);

function anotherVersion(version: string): ModelParseError {
  return new ModelParseError(fileTexts.otherVersion(version.slice(0, 12)));
}
