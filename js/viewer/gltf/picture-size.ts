/** How large a picture is, from its first bytes: before anything decodes it. */

export interface PictureSize {
  kind: "png" | "jpeg" | "webp" | "ktx2";
  width: number;
  height: number;
}

const KTX2 = [0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Start of frame of JPEG: these markers, but for three that are none. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Null where it is of no kind that is known, or has no whole header. */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (begins(bytes, PNG)) {
      return { kind: "png", width: view.getUint32(16), height: view.getUint32(20) };
    }
    if (begins(bytes, KTX2)) {
      // Layers, faces and depth multiply what has to be held.
      const times = [28, 32, 36].map((at) => Math.max(1, view.getUint32(at, true)));
      const height = Math.max(1, view.getUint32(24, true));
      return {
        kind: "ktx2",
        width: view.getUint32(20, true),
        height: times.reduce((all, each) => all * each, height),
      };
    }
    if (view.getUint16(0) === 0xffd8) return jpegSize(view);
    if (view.getUint32(0) === 0x52494646 && view.getUint32(8) === 0x57454250) return webpSize(view);
  } catch (error) {
    // It ends before its header does.
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

function jpegSize(view: DataView): PictureSize | null {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) {
      return { kind: "jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    // A marker may be preceded by fill bytes.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** The three kinds of WebP (RFC 9649 §2). */
function webpSize(view: DataView): PictureSize | null {
  const kind = "webp" as const;
  switch (view.getUint32(12)) {
    case 0x56503820: // Lossy
      return {
        kind,
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      };
    case 0x5650384c: {
      // Lossless
      const bits = view.getUint32(21, true);
      return { kind, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: // Extended
      return {
        kind,
        width: 1 + view.getUint16(24, true) + (view.getUint8(26) << 16),
        height: 1 + view.getUint16(27, true) + (view.getUint8(29) << 16),
      };
    default:
      return null;
  }
}

function begins(bytes: Uint8Array, with_: number[]): boolean {
  return bytes.length >= with_.length && with_.every((byte, index) => bytes[index] === byte);
}
