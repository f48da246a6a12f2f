/** The smallest model there is. */

/** A triangle as a GLB, in a colour of its own so that no two are the same file. */
export function triangle(red: number): Blob {
  const points = new Float32Array([-1, 0, 0, 1, 0, 0, 0, 1.5, 0]);
  const json = JSON.stringify({
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, material: 0 }] }],
    materials: [
      { doubleSided: true, pbrMetallicRoughness: { baseColorFactor: [red, 0.1, 0.1, 1] } },
    ],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 3,
        type: "VEC3",
        min: [-1, 0, 0],
        max: [1, 1.5, 0],
      },
    ],
    bufferViews: [{ buffer: 0, byteLength: points.byteLength }],
    buffers: [{ byteLength: points.byteLength }],
  });
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 4) * 4));
  const head = new Uint32Array([
    0x46546c67,
    2,
    12 + 8 + text.length + 8 + points.byteLength,
    text.length,
    0x4e4f534a,
  ]);
  const binary = new Uint32Array([points.byteLength, 0x004e4942]);
  return new Blob([head, text, binary, points], { type: "model/gltf-binary" });
}
