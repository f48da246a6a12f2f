import {
  BufferAttribute,
  BufferGeometry,
  CompressedTexture,
  InterleavedBuffer,
  InterleavedBufferAttribute,
  RGBA_S3TC_DXT5_Format,
  Texture,
} from "three";
import { describe, expect, test } from "vitest";
import { geometryBytes, levelCount, textureBytes } from "./gpu-bytes";

describe("bytes on the GPU", () => {
  test("of a texture are those of all its levels, down to one texel", () => {
    const texture = new Texture({ width: 8, height: 2 } as never);
    expect(textureBytes(texture)).toBe(4 * (8 * 2 + 4 + 2 + 1));
    texture.generateMipmaps = false;
    expect(textureBytes(texture)).toBe(4 * 8 * 2);
    expect(levelCount(2048, 1024)).toBe(12);
  });

  test("of a compressed texture are those of its blocks", () => {
    const levels = [64, 16, 16].map((bytes) => ({
      data: new Uint8Array(bytes),
      width: 8,
      height: 8,
    }));
    expect(textureBytes(new CompressedTexture(levels, 8, 8, RGBA_S3TC_DXT5_Format))).toBe(96);
  });

  test("of a geometry count a buffer once, however many attributes are read from it", () => {
    const geometry = new BufferGeometry();
    const shared = new InterleavedBuffer(new Float32Array(3 * 8), 8);
    geometry.setAttribute("position", new InterleavedBufferAttribute(shared, 3, 0));
    geometry.setAttribute("normal", new InterleavedBufferAttribute(shared, 3, 3));
    geometry.setAttribute("color", new BufferAttribute(new Uint8Array(9), 3));
    geometry.setIndex(new BufferAttribute(new Uint16Array(3), 1));
    expect(geometryBytes(geometry)).toBe(3 * 8 * 4 + 9 + 6);
  });
});
