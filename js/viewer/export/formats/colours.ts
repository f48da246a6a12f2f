/** What colour a mesh has at each of its points: of its material, its picture and its own points. */

import type { Mesh, MeshStandardMaterial, Texture } from "three";

const MIRROR = 1002;
const CLAMP = 1001;

/** RGBA a point, linear, from 0 to 1. */
export function coloursAt(mesh: Mesh): Float32Array {
  const material = mesh.material as MeshStandardMaterial;
  const { color, map, opacity, transparent } = material;
  const own = mesh.geometry.getAttribute("color");
  const uv = map && mesh.geometry.getAttribute(map.channel ? `uv${map.channel}` : "uv");
  const picture = map && uv ? pixelsOf(map) : null;
  map?.updateMatrix();
  const count = mesh.geometry.getAttribute("position").count;
  const colours = new Float32Array(count * 4);
  for (let at = 0; at < count; at += 1) {
    let [red, green, blue] = color ? [color.r, color.g, color.b] : [1, 1, 1];
    let alpha = transparent ? opacity : 1;
    if (map && uv && picture) {
      const [r = 1, g = 1, b = 1, a = 1] = texel(picture, map, uv.getX(at), uv.getY(at));
      red *= linear(r);
      green *= linear(g);
      blue *= linear(b);
      if (transparent) alpha *= a;
    }
    if (own) {
      red *= own.getX(at);
      green *= own.getY(at);
      blue *= own.getZ(at);
    }
    colours.set([red, green, blue, alpha], at * 4);
  }
  return colours;
}

/** Linear light from 0 to 1 as sRGB (IEC 61966-2-1), from 0 to 255. */
export function srgbByte(light: number): number {
  const held = Math.min(Math.max(light, 0), 1);
  return Math.round(255 * (held <= 0.0031308 ? held * 12.92 : 1.055 * held ** (1 / 2.4) - 0.055));
}

const linear = (shade: number): number =>
  shade <= 0.04045 ? shade / 12.92 : ((shade + 0.055) / 1.055) ** 2.4;

/** Meshes share their pictures, which are read once. */
const pixels = new WeakMap<Texture["source"], ImageData>();

function pixelsOf({ source }: Texture): ImageData | null {
  const known = pixels.get(source);
  if (known) return known;
  const image = source.data as ImageBitmap | undefined;
  if (!image?.width) return null;
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context?.drawImage(image, 0, 0);
  const read = context?.getImageData(0, 0, image.width, image.height) ?? null;
  if (read) pixels.set(source, read);
  return read;
}

/** RGBA from 0 to 1, as stored; the texture's matrix is up to date. */
function texel({ data, width, height }: ImageData, map: Texture, u: number, v: number): number[] {
  const [a = 1, b = 0, , c = 0, d = 1, , x = 0, y = 0] = map.matrix.elements;
  const column = wrapped((a * u + c * v + x) * width, width, map.wrapS);
  const row = wrapped((b * u + d * v + y) * height, height, map.wrapT);
  const start = 4 * (row * width + column);
  return Array.from(data.subarray(start, start + 4), (each) => each / 255);
}

function wrapped(at: number, size: number, mode: number): number {
  const whole = Math.floor(at);
  if (mode === CLAMP) return Math.min(Math.max(whole, 0), size - 1);
  if (mode === MIRROR) {
    const around = modulo(whole, 2 * size);
    return Math.min(around, 2 * size - 1 - around);
  }
  return modulo(whole, size);
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
