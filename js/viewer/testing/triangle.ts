/** The smallest model there is, and files that are much like it. */

// biome-ignore lint/suspicious/noExplicitAny: a test changes whatever it likes
export type Json = { [name: string]: any };

/** A triangle's document, to be changed, and its bytes. */
export function triangleDocument(red = 1): { document: Json; points: Float32Array<ArrayBuffer> } {
  const points = new Float32Array([-1, 0, 0, 1, 0, 0, 0, 1.5, 0]);
  const document = {
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
  };
  return { document, points };
}

/** A triangle as a GLB, in a colour of its own so that no two are the same file. */
export function triangle(red: number): Blob {
  const { document, points } = triangleDocument(red);
  return glb(JSON.stringify(document), points);
}

/** A binary glTF file of this description, whatever that is. */
export function glb(json: string, binary?: ArrayBufferView<ArrayBuffer>, version = 2): Blob {
  const text = padded(new TextEncoder().encode(json), 0x20);
  const chunks: BlobPart[] = [new Uint32Array([text.length, 0x4e4f534a]), text];
  if (binary) {
    const { buffer, byteOffset, byteLength } = binary;
    const bytes = padded(new Uint8Array(buffer, byteOffset, byteLength), 0);
    chunks.push(new Uint32Array([bytes.length, 0x004e4942]), bytes);
  }
  const body = new Blob(chunks);
  const head = new Uint32Array([0x46546c67, version, 12 + body.size]);
  return new Blob([head, body], { type: "model/gltf-binary" });
}

/** To a multiple of four bytes. */
function padded(bytes: Uint8Array<ArrayBuffer>, byte: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(byte);
  whole.set(bytes);
  return whole;
}
