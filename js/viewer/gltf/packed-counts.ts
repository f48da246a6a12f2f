/** What a Draco stream says that it holds, from its first bytes. */

const MAGIC = "DRACO";
const HEADER_BYTES = 11;
const POINT_CLOUD = 0;
const SEQUENTIAL = 0;
/** Flag of a stream that says other things before it comes to its counts. */
const METADATA = 0x8000;

export interface PackedCounts {
  points: number;
  faces: number;
}

/** Null where it cannot be told; then the decoder will not be able to read it either. */
export function packedCounts(stream: Uint8Array): PackedCounts | null {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  if (stream.length < 16 || new TextDecoder().decode(stream.subarray(0, 5)) !== MAGIC) return null;
  const version = 10 * view.getUint8(5) + view.getUint8(6);
  const [kind, method] = [view.getUint8(7), view.getUint8(8)];
  const known = version >= 10 && version <= 23 && kind <= 1 && method <= 1;
  if (!known || view.getUint16(9, true) & METADATA) return null;
  let at = HEADER_BYTES;
  const whole = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  /** Seven bits a byte. */
  const short = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  try {
    if (kind === POINT_CLOUD) return { points: whole(), faces: 0 };
    if (method === SEQUENTIAL) {
      const count = version < 22 ? whole : short;
      return { faces: count(), points: count() };
    }
    // Along its edges: how they are walked, what was added where it is an older one, the counts.
    at += 1;
    const count = version < 20 ? whole : short;
    if (version < 22) count();
    return { points: count(), faces: count() };
  } catch {
    return null;
  }
}
