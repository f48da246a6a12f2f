/** What a GLB says that it needs. */

const JSON_CHUNK = 0x4e4f534a;

/** The names in `extensionsUsed`; none where the file is no GLB. */
export function extensionsOf(glb: ArrayBuffer): Set<string> {
  if (glb.byteLength < 20) return new Set();
  const header = new DataView(glb);
  const length = header.getUint32(12, true);
  if (header.getUint32(16, true) !== JSON_CHUNK || 20 + length > glb.byteLength) return new Set();
  try {
    const document = JSON.parse(new TextDecoder().decode(new Uint8Array(glb, 20, length)));
    return new Set([...(document.extensionsUsed ?? []), ...(document.extensionsRequired ?? [])]);
  } catch {
    return new Set();
  }
}
