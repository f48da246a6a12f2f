/** What a model takes on the GPU, counted from its buffers and textures. */

import {
  type BufferGeometry,
  type CompressedTexture,
  type InterleavedBufferAttribute,
  type Texture,
  TextureUtils,
} from "three";

/** Bytes of a geometry's buffers; attributes that share one count it once. */
export function geometryBytes(geometry: BufferGeometry): number {
  const buffers = new Set<ArrayBufferView>();
  const attributes = [geometry.index, ...Object.values(geometry.attributes)];
  for (const targets of Object.values(geometry.morphAttributes))
    attributes.push(...(targets ?? []));
  for (const attribute of attributes) {
    if (!attribute) continue;
    buffers.add((attribute as InterleavedBufferAttribute).data?.array ?? attribute.array);
  }
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Bytes of a texture with all its levels. */
export function textureBytes(texture: Texture): number {
  if ((texture as CompressedTexture).isCompressedTexture) {
    const levels = texture.mipmaps as { data: ArrayBufferView }[];
    return levels.reduce((sum, { data }) => sum + data.byteLength, 0);
  }
  const { width = 0, height = 0 } = (texture.image ?? {}) as { width?: number; height?: number };
  const levels = texture.generateMipmaps ? levelCount(width, height) : 1;
  let bytes = 0;
  for (let level = 0; level < levels; level++) {
    bytes += TextureUtils.getByteLength(
      Math.max(1, width >> level),
      Math.max(1, height >> level),
      texture.format,
      texture.type,
    );
  }
  return bytes;
}

/** Levels of a whole chain, down to one texel. */
export function levelCount(width: number, height: number): number {
  return Math.floor(Math.log2(Math.max(width, height, 1))) + 1;
}
