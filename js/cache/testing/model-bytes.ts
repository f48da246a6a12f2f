/** Bytes that stand for a model: the server and the tests compute the same ones. */
export function modelBytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 255);
}

export function modelBlob(length: number): Blob {
  return new Blob([modelBytes(length)], { type: "model/gltf-binary" });
}

export async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
