/** A glTF document as it comes: from anybody, so that each part may be anything. */

import { damaged } from "./model-parse-error";

export type Fields = Record<string, unknown>;

export interface GltfDocument extends Fields {
  asset: { version: string; generator?: unknown };
}

/** The names of a document's lists, as a person reads them. */
const KINDS = {
  accessors: "accessor",
  animations: "animation",
  bufferViews: "buffer view",
  buffers: "buffer",
  cameras: "camera",
  images: "picture",
  materials: "material",
  meshes: "mesh",
  nodes: "node",
  scenes: "scene",
  skins: "skin",
  textures: "texture",
};

export type ListName = keyof typeof KINDS;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of the document; none where it has none. */
export function listOf(document: GltfDocument, name: ListName): unknown[] {
  const list = document[name] ?? [];
  if (!Array.isArray(list)) throw damaged(`its ${name} are no list`);
  return list;
}

/** A list of what a model can do without: what is no list is none. */
export function spareListOf(document: GltfDocument, name: ListName): unknown[] {
  const list = document[name];
  return Array.isArray(list) ? list : [];
}

/** An entry that something refers to by its index. */
export function entryOf(document: GltfDocument, name: ListName, index: unknown): Fields {
  const entry = isIndex(index) ? listOf(document, name)[index] : undefined;
  if (!isFields(entry)) throw damaged(`${KINDS[name]} ${quote(index)} is missing`);
  return entry;
}

/** A list of indices. */
export function indicesOf(value: unknown, what: string): number[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isIndex)) throw damaged(`${what} are no list`);
  return value;
}

export function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A count or a number of bytes. */
export function countOf(value: unknown, what: string, otherwise?: number): number {
  if (value === undefined && otherwise !== undefined) return otherwise;
  if (!isIndex(value)) throw damaged(`${what} is ${quote(value)}`);
  return value;
}

/** An extension's part of a property. */
export function extensionOf(of: Fields, name: string): Fields | undefined {
  const extensions = of.extensions;
  const found = isFields(extensions) ? extensions[name] : undefined;
  return isFields(found) ? found : undefined;
}

export function quote(value: unknown): string {
  return value === undefined ? "(without a number)" : String(JSON.stringify(value)).slice(0, 20);
}
