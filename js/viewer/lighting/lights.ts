/**
 * The lights of the page: each is built when it is first asked for, and its texels are kept by the
 * browser, so that the next page has it in a few milliseconds.
 */

import {
  HalfFloatType,
  LinearMipmapLinearFilter,
  LinearSRGBColorSpace,
  type Texture,
  WebGLCubeRenderTarget,
  type WebGLRenderer,
} from "three";
import { getLighting, putLighting } from "../../cache/lighting-cache";
import type { Lighting } from "../../contract";
import { gpuDone } from "../gpu/gpu-done";
import { buildEnvironment, environmentVersion } from "./environment";
import { filterRadiance, type Radiance } from "./radiance";

/** Side of the sharpest level, and of the roughest one; three's own. */
const LARGEST = 256;
const SMALLEST = 8;

const FACES = 6;

/** Half floats of a texel. */
const CHANNELS = 4;

interface Part {
  face: number;
  level: number;
  size: number;
  /** Of its first half float among those of all parts. */
  start: number;
}

/** A preset, or a light of the user's own by the name that it was added under. */
export type LightName = Lighting | `own ${string}`;

interface OwnLight {
  readonly radiance: Radiance;
  /** Views that are lit by it. */
  takers: number;
}

export class Lights {
  readonly #webgl: WebGLRenderer;
  readonly #made = new Map<LightName, WebGLCubeRenderTarget>();
  readonly #making = new Map<LightName, Promise<void>>();
  /** Kept as pictures, since a lost context takes what was filtered of them. */
  readonly #own = new Map<LightName, OwnLight>();

  constructor(webgl: WebGLRenderer) {
    this.#webgl = webgl;
  }

  /** The filtered radiance of a lighting that is ready. */
  get(lighting: LightName): Texture | null {
    return this.#made.get(lighting)?.texture ?? null;
  }

  /** Have a lighting ready. */
  prepare(lighting: LightName): Promise<void> {
    let making = this.#making.get(lighting);
    if (!making) {
      making = this.#make(lighting);
      this.#making.set(lighting, making);
      // What failed is tried again by whoever asks next.
      making.catch(() => this.#making.delete(lighting));
    }
    return making;
  }

  /** Have a light of one's own by a name, until it was released as often as it was added. */
  add(name: LightName, radiance: Radiance): void {
    const own = this.#own.get(name);
    if (own) own.takers += 1;
    else this.#own.set(name, { radiance, takers: 1 });
  }

  release(name: LightName): void {
    const own = this.#own.get(name);
    if (!own) return;
    own.takers -= 1;
    if (own.takers > 0) return;
    this.#own.delete(name);
    this.#making.delete(name);
    this.#made.get(name)?.dispose();
    this.#made.delete(name);
  }

  /** Forget all that was filtered. */
  drop(): void {
    for (const target of this.#made.values()) target.dispose();
    this.#made.clear();
    this.#making.clear();
  }

  async #make(name: LightName): Promise<void> {
    const own = this.#own.get(name);
    if (own) this.#made.set(name, filterRadiance(this.#webgl, own.radiance));
    else if (!isOwn(name)) await this.#makePreset(name);
  }

  async #makePreset(lighting: Lighting): Promise<void> {
    const version = environmentVersion(lighting);
    const kept = await getLighting(lighting, version).catch(() => null);
    const making = this.#making.get(lighting);
    if (kept?.byteLength === total(parts()) * 2) {
      this.#made.set(lighting, restore(this.#webgl, kept));
      return;
    }
    const target = buildEnvironment(this.#webgl, lighting) as WebGLCubeRenderTarget;
    this.#made.set(lighting, target);
    void texelsOf(this.#webgl, target).then((texels) => {
      // A context that was lost meanwhile gave nothing worth keeping.
      if (texels && this.#making.get(lighting) === making) {
        return putLighting(lighting, version, texels);
      }
    });
  }
}

function isOwn(name: LightName): name is `own ${string}` {
  return name.startsWith("own ");
}

function parts(): Part[] {
  const all: Part[] = [];
  let start = 0;
  for (let level = 0, size = LARGEST; size >= SMALLEST; level++, size >>= 1) {
    for (let face = 0; face < FACES; face++) {
      all.push({ face, level, size, start });
      start += size * size * CHANNELS;
    }
  }
  return all;
}

function total(all: Part[]): number {
  return all.reduce((sum, { size }) => sum + size * size * CHANNELS, 0);
}

/** What `PMREMGenerator` makes, from texels that it made before. */
function restore(webgl: WebGLRenderer, texels: ArrayBuffer): WebGLCubeRenderTarget {
  const target = new WebGLCubeRenderTarget(LARGEST, {
    minFilter: LinearMipmapLinearFilter,
    generateMipmaps: false,
    type: HalfFloatType,
    colorSpace: LinearSRGBColorSpace,
    depthBuffer: false,
  });
  const { texture } = target;
  for (const { face, size } of parts()) {
    if (face === 0) texture.mipmaps.push({ width: size, height: size } as never);
  }
  Object.assign(texture, { isPMREMTexture: true });
  webgl.initRenderTarget(target);
  const gl = webgl.getContext() as WebGL2RenderingContext;
  const { __webglTexture } = webgl.properties.get(texture) as { __webglTexture: WebGLTexture };
  webgl.state.bindTexture(gl.TEXTURE_CUBE_MAP, __webglTexture);
  for (const { face, level, size, start } of parts()) {
    gl.texSubImage2D(
      gl.TEXTURE_CUBE_MAP_POSITIVE_X + face,
      level,
      0,
      0,
      size,
      size,
      gl.RGBA,
      gl.HALF_FLOAT,
      new Uint16Array(texels, start * 2, size * size * CHANNELS),
    );
  }
  webgl.state.unbindTexture();
  return target;
}

/** Read a target back without waiting for the GPU; null where the browser reads no half floats. */
async function texelsOf(
  webgl: WebGLRenderer,
  target: WebGLCubeRenderTarget,
): Promise<ArrayBuffer | null> {
  const gl = webgl.getContext() as WebGL2RenderingContext;
  const { __webglFramebuffer: framebuffers } = webgl.properties.get(target) as {
    __webglFramebuffer: WebGLFramebuffer[][];
  };
  const bytes = total(parts()) * 2;
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
  gl.bufferData(gl.PIXEL_PACK_BUFFER, bytes, gl.STREAM_READ);
  let readable = true;
  for (const { face, level, size, start } of parts()) {
    const framebuffer = framebuffers[face]?.[level];
    if (!framebuffer || !readable) break;
    webgl.state.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    readable = gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_TYPE) === gl.HALF_FLOAT;
    if (readable) gl.readPixels(0, 0, size, size, gl.RGBA, gl.HALF_FLOAT, start * 2);
  }
  webgl.state.bindFramebuffer(gl.FRAMEBUFFER, null as never);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  await gpuDone(gl);
  const texels = new Uint8Array(bytes);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
  gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, texels);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  gl.deleteBuffer(buffer);
  return readable && !gl.isContextLost() ? texels.buffer : null;
}
