/** Light that was photographed: a picture of all that is around a product, as linear light. */

import load from "package-module:./js/viewer/lighting/radiance-file.ts";
import {
  DataTexture,
  EquirectangularReflectionMapping,
  HalfFloatType,
  LinearFilter,
  LinearSRGBColorSpace,
  PMREMGenerator,
  type WebGLCubeRenderTarget,
  type WebGLRenderer,
} from "three";
import { lightTexts } from "../texts";

/** Equirectangular; its texels are half floats in red, green, blue and alpha, the lowest row first. */
export interface Radiance {
  width: number;
  height: number;
  texels: Uint16Array<ArrayBuffer>;
}

/** Of a file: what is larger is not read. */
export const MOST_RADIANCE_BYTES = 16 << 20;

/** A file that gives no light; its message is for the user. */
export class RadianceError extends Error {
  override readonly name = "RadianceError";
}

/**
 * What a .hdr or .exr file holds, no larger than a light needs.
 *
 * @throws RadianceError with a sentence for the user.
 */
export async function readRadiance(file: Blob): Promise<Radiance> {
  if (file.size > MOST_RADIANCE_BYTES) {
    throw new RadianceError(lightTexts.tooHeavy(MOST_RADIANCE_BYTES >> 20));
  }
  const [bytes, { decode }] = await Promise.all([file.arrayBuffer(), load()]);
  const found = decode(bytes);
  if (typeof found === "string") throw new RadianceError(found);
  return found;
}

/** As what three filters of a scene; its taker disposes of it. */
export function filterRadiance(webgl: WebGLRenderer, radiance: Radiance): WebGLCubeRenderTarget {
  const { width, height, texels } = radiance;
  const texture = new DataTexture(texels, width, height);
  texture.type = HalfFloatType;
  texture.colorSpace = LinearSRGBColorSpace;
  texture.mapping = EquirectangularReflectionMapping;
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  const generator = new PMREMGenerator(webgl);
  const target = generator.fromEquirectangular(texture) as WebGLCubeRenderTarget;
  generator.dispose();
  texture.dispose();
  return target;
}
