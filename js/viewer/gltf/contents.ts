/** What a file says that it holds, before anything is left out: counts and names, for people. */

import { type Fields, type GltfDocument, isFields } from "./document";

export interface Contents {
  /** Of the file, in bytes. */
  bytes: number;
  animations: string[];
  /** Looks that can be chosen (KHR_materials_variants). */
  variants: string[];
  extensions: string[];
  /** Meshes that its nodes name, each as often as one does. */
  parts: number;
  pictures: ContentsPicture[];
  /** The program that wrote it. */
  generator: string;
}

export interface ContentsPicture {
  name: string;
  mediaType: string;
  /** Null where it lies in another file. */
  bytes: number | null;
  /** Pixels; null where it is not shown, or does not say. */
  size: { width: number; height: number } | null;
}

/** Names are not so long, and lists not either: a file can say what it likes. */
const LONGEST = 120;
const MOST = 1000;

export function contentsOf(document: GltfDocument, bytes: number): Contents {
  const { asset } = document;
  const variants = isFields(document.extensions)
    ? document.extensions.KHR_materials_variants
    : undefined;
  const views = fieldsIn(document.bufferViews);
  return {
    bytes,
    animations: namesOf(document.animations),
    variants: namesOf(isFields(variants) ? variants.variants : undefined),
    extensions: listed(document.extensionsUsed).flatMap((each) => text(each) || []),
    parts: fieldsIn(document.nodes).filter((node) => node?.mesh !== undefined).length,
    pictures: fieldsIn(document.images).map((image) => ({
      name: text(image?.name),
      mediaType: text(image?.mimeType) || dataType(image?.uri),
      bytes: lengthOf(image, views),
      size: null,
    })),
    generator: isFields(asset) ? text((asset as Fields).generator) : "",
  };
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST) : [];
}

function fieldsIn(value: unknown): (Fields | null)[] {
  return listed(value).map((each) => (isFields(each) ? each : null));
}

function namesOf(value: unknown): string[] {
  return fieldsIn(value).map((each, index) => text(each?.name) || `${index + 1}`);
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, LONGEST) : "";
}

function dataType(uri: unknown): string {
  return /^data:([^;,]{1,40})/.exec(text(uri))?.[1] ?? "";
}

function lengthOf(image: Fields | null, views: (Fields | null)[]): number | null {
  const length = views[image?.bufferView as number]?.byteLength;
  if (typeof length === "number" && Number.isFinite(length) && length >= 0) return length;
  const uri = image?.uri;
  if (typeof uri !== "string" || !uri.startsWith("data:")) return null;
  return Math.floor(((uri.length - uri.indexOf(",") - 1) * 3) / 4);
}
