/** Films as WebM and MP4, by the browser's own encoders. */

import * as mp4 from "mp4-muxer";
import * as webm from "webm-muxer";
import { filmTexts } from "../../texts";
import { codecFor, type VideoFormat } from "../codecs";
import type { Film } from "./film";

const MICROSECONDS = 1_000_000;
/** Frames between two that need no others, for those who move about in the film. */
const KEY_FRAMES = 30;
/** Frames that wait for their encoding. */
const WAITING = 8;

type AddChunk = (chunk: EncodedVideoChunk, metadata?: EncodedVideoChunkMetadata) => void;

export async function video(
  film: Film,
  format: VideoFormat,
  frames: AsyncIterable<OffscreenCanvas>,
): Promise<Blob> {
  const { width, height, rate } = film;
  const codec = await codecFor(format, width, height, rate);
  if (!codec) throw new Error(filmTexts.noFilm(format.toUpperCase()));
  const { add, finish } = muxer(format, codec.name, film);
  let failure: unknown = null;
  const encoder = new VideoEncoder({
    output: add,
    error: (error) => {
      failure = error;
    },
  });
  try {
    encoder.configure(codec.config);
    let at = 0;
    for await (const canvas of frames) {
      if (failure) throw failure;
      const timestamp = Math.round((at * MICROSECONDS) / rate);
      const frame = new VideoFrame(canvas, {
        timestamp,
        duration: Math.round(MICROSECONDS / rate),
        alpha: "discard",
      });
      encoder.encode(frame, { keyFrame: at % KEY_FRAMES === 0 });
      frame.close();
      at += 1;
      while (encoder.encodeQueueSize > WAITING) await dequeued(encoder);
    }
    await encoder.flush();
    if (failure) throw failure;
    return new Blob([finish()], { type: `video/${format}` });
  } finally {
    if (encoder.state !== "closed") encoder.close();
  }
}

function muxer(
  format: VideoFormat,
  codec: string,
  { width, height, rate }: Film,
): { add: AddChunk; finish: () => ArrayBuffer } {
  if (format === "webm") {
    const target = new webm.ArrayBufferTarget();
    const made = new webm.Muxer({ target, video: { codec, width, height, frameRate: rate } });
    return { add: (...chunk) => made.addVideoChunk(...chunk), finish: () => finished(made) };
  }
  const target = new mp4.ArrayBufferTarget();
  const made = new mp4.Muxer({
    target,
    video: { codec: codec as "avc" | "vp9", width, height, frameRate: rate },
    fastStart: "in-memory",
  });
  return { add: (...chunk) => made.addVideoChunk(...chunk), finish: () => finished(made) };
}

function finished(muxer: { finalize(): void; target: { buffer: ArrayBuffer } }): ArrayBuffer {
  muxer.finalize();
  return muxer.target.buffer;
}

function dequeued(encoder: VideoEncoder): Promise<void> {
  return new Promise((resolve) => {
    encoder.addEventListener("dequeue", () => resolve(), { once: true });
  });
}
