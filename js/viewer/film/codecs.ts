/** The codecs that a browser encodes films with (WebCodecs, which pages without TLS do not have). */

export type VideoFormat = "webm" | "mp4";

export interface Codec {
  /** For the encoder. */
  config: VideoEncoderConfig;
  /** What the file calls it. */
  name: string;
}

/** Best first: as WebCodecs call them, and as the files do. */
const CODECS: Record<VideoFormat, [codec: string, name: string][]> = {
  webm: [
    ["vp09.00.41.08", "V_VP9"],
    ["vp8", "V_VP8"],
  ],
  mp4: [
    ["avc1.640033", "avc"],
    ["avc1.42003e", "avc"],
    ["vp09.00.41.08", "vp9"],
  ],
};

/** Bits that a pixel takes in a frame: a product before a plain ground is sharp with that. */
const BITS = 0.15;

/** What a film is encoded with; null where the browser has nothing for it. */
export async function codecFor(
  format: VideoFormat,
  width: number,
  height: number,
  rate: number,
): Promise<Codec | null> {
  if (typeof VideoEncoder === "undefined") return null;
  for (const [codec, name] of CODECS[format]) {
    const config: VideoEncoderConfig = {
      codec,
      width,
      height,
      framerate: rate,
      bitrate: Math.round(width * height * rate * BITS),
      ...(name === "avc" && { avc: { format: "avc" as const } }),
    };
    const { supported } = await VideoEncoder.isConfigSupported(config).catch(() => ({
      supported: false,
    }));
    if (supported) return { config, name };
  }
  return null;
}
