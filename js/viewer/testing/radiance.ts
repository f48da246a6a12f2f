/** A light that any renderer can be given: what surrounds the product, as a picture of radiance. */

import {
  DataTexture,
  EquirectangularReflectionMapping,
  FloatType,
  LinearFilter,
  PMREMGenerator,
  RGBAFormat,
  type Texture,
  type WebGLRenderer,
} from "three";

const WIDTH = 128;
const HEIGHT = 64;

/** A dome that is brightest overhead, and a soft window on either side. */
function radiance(across: number, down: number): number {
  const window = Math.max(0, 1 - Math.hypot((across % 0.5) - 0.2, (down - 0.4) / 2) * 9);
  return 0.2 + 0.5 * (1 - down) + 5 * window;
}

/** Of each texel, top row first. */
function texels(): number[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
    radiance(((at % WIDTH) + 0.5) / WIDTH, (Math.floor(at / WIDTH) + 0.5) / HEIGHT),
  );
}

/** As a Radiance file (https://radsite.lbl.gov/radiance/refer/filefmts.pdf), without compression. */
export function radianceFile(): Blob {
  const head = `#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${HEIGHT} +X ${WIDTH}\n`;
  const body = texels().flatMap((value) => {
    const exponent = Math.ceil(Math.log2(value)) + 1;
    const mantissa = Math.round((value / 2 ** exponent) * 256);
    return [mantissa, mantissa, mantissa, exponent + 128];
  });
  return new Blob([head, new Uint8Array(body)]);
}

/** As three lights a scene with it. */
export function radianceTexture(webgl: WebGLRenderer): Texture {
  const rows = texels();
  // Of a texture the bottom row is the first.
  const data = Float32Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) => {
    const texel = Math.floor(at / 4);
    const row = HEIGHT - 1 - Math.floor(texel / WIDTH);
    return at % 4 === 3 ? 1 : (rows[row * WIDTH + (texel % WIDTH)] ?? 0);
  });
  const picture = new DataTexture(data, WIDTH, HEIGHT, RGBAFormat, FloatType);
  picture.mapping = EquirectangularReflectionMapping;
  picture.minFilter = picture.magFilter = LinearFilter;
  picture.needsUpdate = true;
  const generator = new PMREMGenerator(webgl);
  const { texture } = generator.fromEquirectangular(picture);
  generator.dispose();
  picture.dispose();
  return texture;
}
