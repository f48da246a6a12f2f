/** Bytes that stand for a model: the server and the tests compute the same ones. */
export function modelBytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 255);
}
