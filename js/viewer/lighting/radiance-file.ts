/**
 * Reads .hdr (Radiance RGBE) and .exr (OpenEXR) files, which may be anybody's. A module of its own,
 * that is had when the first such file is: its decoders are of no use to anyone else.
 */

import { DataUtils, FloatType, RGBAFormat } from "three";
import { EXRLoader } from "three/addons/loaders/EXRLoader.js";
import { HDRLoader } from "three/addons/loaders/HDRLoader.js";
import { lightTexts } from "../texts";
import type { Radiance } from "./radiance";

/** Of a light: a finer one would be blurred away. */
const WIDTH = 1024;

/** Of a file: what it is unpacked to has to fit in memory. */
const MOST_PIXELS = 1 << 24;

/** The largest half float; the sun of a photograph can be brighter. */
const BRIGHTEST = 65504;

const EXR_MAGIC = 0x01312f76;
const HEADER_BYTES = 64 << 10;

const CHANNELS = 4;

/** What a file holds, or why it holds nothing, as a sentence for the user. */
export function decode(file: ArrayBuffer): Radiance | string {
  const header = new TextDecoder("latin1").decode(file.slice(0, HEADER_BYTES));
  const exr = file.byteLength > 4 && new DataView(file).getUint32(0, true) === EXR_MAGIC;
  if (!exr && !header.startsWith("#?")) {
    return lightTexts.unknown;
  }
  const size = exr ? sizeOfExr(file, header) : sizeOfHdr(header);
  if (!size) return lightTexts.noSize;
  if (size[0] * size[1] > MOST_PIXELS) {
    return lightTexts.tooLarge(...size);
  }
  try {
    const { width, height, data } = exr ? parseExr(file) : parseHdr(file);
    if (data.length < width * height * CHANNELS) throw new Error("it is cut short");
    return small({ width, height, data });
  } catch {
    return lightTexts.damaged;
  }
}

interface Decoded {
  width: number;
  height: number;
  data: Float32Array;
}

function parseHdr(file: ArrayBuffer): Decoded {
  const { width, height, data } = new HDRLoader().setDataType(FloatType).parse(file) as Decoded;
  // It has the top row first.
  const flipped = new Float32Array(data.length);
  const row = width * CHANNELS;
  for (let at = 0; at < height; at++) {
    flipped.set(data.subarray(at * row, (at + 1) * row), (height - 1 - at) * row);
  }
  return { width, height, data: flipped };
}

function parseExr(file: ArrayBuffer): Decoded {
  const loader = new EXRLoader().setDataType(FloatType);
  loader.setOutputFormat(RGBAFormat);
  return loader.parse(file) as Decoded;
}

function sizeOfHdr(header: string): [number, number] | null {
  const [, height, width] = /[-+]Y (\d{1,6}) [-+]X (\d{1,6})/.exec(header) ?? [];
  return positive(Number(width), Number(height));
}

function sizeOfExr(file: ArrayBuffer, header: string): [number, number] | null {
  const name = "dataWindow\0box2i\0";
  const at = header.indexOf(name);
  const start = at + name.length + 4;
  if (at < 0 || start + 16 > file.byteLength) return null;
  const window = new DataView(file, start, 16);
  const [left, top, right, bottom] = [0, 4, 8, 12].map((each) => window.getInt32(each, true));
  return positive(Number(right) - Number(left) + 1, Number(bottom) - Number(top) + 1);
}

function positive(width: number, height: number): [number, number] | null {
  return width > 0 && height > 0 ? [width, height] : null;
}

/** As small as a light needs, each texel the mean of what it stands for. */
function small({ width, height, data }: Decoded): Radiance {
  const times = Math.max(1, Math.floor(width / WIDTH));
  const [w, h] = [Math.floor(width / times), Math.max(1, Math.floor(height / times))];
  const texels = new Uint16Array(w * h * CHANNELS);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        let sum = 0;
        for (let dy = 0; dy < times; dy++) {
          const row = Math.min(y * times + dy, height - 1) * width;
          for (let dx = 0; dx < times; dx++) {
            sum += data[(row + x * times + dx) * CHANNELS + channel] ?? 0;
          }
        }
        const mean = sum / times ** 2;
        const value = channel === 3 ? 1 : Math.min(Math.max(mean, 0), BRIGHTEST) || 0;
        texels[(y * w + x) * CHANNELS + channel] = DataUtils.toHalfFloat(value);
      }
    }
  }
  return { width: w, height: h, texels };
}
