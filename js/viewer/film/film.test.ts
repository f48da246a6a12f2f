import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { digestOf } from "../../demo/digest";
import { glbOf } from "../../demo/glb";
import { productOf } from "../../demo/product";
import { count, decode } from "../../testing/pixels";
import { frames } from "../../testing/rest";
import { ModelView } from "../model-view";
import { Guest, join, leave } from "../renderer";
import { filmFormats } from "./formats";
import { takePicture } from "./picture";
import type { Stand } from "./stand";
import { type FilmFormat, RATES, turntable } from "./turntable";

const guest = new Guest();
let view: ModelView;

beforeAll(async () => {
  join(guest);
  const host = document.createElement("div");
  host.style.cssText = "width:320px;height:240px;background:#7d9c8e";
  document.body.append(host);
  const file = await glbOf(productOf("a red mug"));
  view = new ModelView(host, { channel: async () => file });
  await view.show({ id: "mug", url: `blob+sha256:${await digestOf(file)}` });
  await frames(4);
});

afterAll(() => {
  view.dispose();
  leave(guest);
});

afterEach(() => clearAllModelCache());

const stand = (): Stand => {
  if (!view.stand) throw new Error("nothing is shown");
  return view.stand;
};

const red = (image: ImageData) => count(image, (r, g, b, a) => a > 200 && r > g + 60 && r > b + 60);

describe("a picture", () => {
  test.each([
    [512, 512],
    [640, 480],
    [200, 700],
    [2500, 1100],
  ])("has %i by %i pixels, and all of the product", async (width, height) => {
    const image = await decode(await takePicture(stand(), { width, height, transparent: true }));
    expect([image.width, image.height]).toEqual([width, height]);
    expect(red(image) / (width * height)).toBeGreaterThan(0.03);
    const rim = count(cut(image, 0, 0, width, 1), (_r, _g, _b, alpha) => alpha > 0);
    expect(rim, "it is within the picture").toBe(0);
  });

  test("is transparent, or on the ground that the page shows behind it", async () => {
    const size = { width: 320, height: 240 };
    const clear = await decode(await takePicture(stand(), { ...size, transparent: true }));
    expect([...clear.data.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    const opaque = await decode(await takePicture(stand(), { ...size, transparent: false }));
    expect([...opaque.data.subarray(0, 4)]).toEqual([0x7d, 0x9c, 0x8e, 255]);
    expect(count(opaque, (_r, _g, _b, alpha) => alpha < 255)).toBe(0);
  });

  test("in tiles shows what one in a piece shows", async () => {
    const small = await decode(
      await takePicture(stand(), { width: 400, height: 300, transparent: false }),
    );
    const large = await takePicture(stand(), { width: 1600, height: 1200, transparent: false });
    const bitmap = await createImageBitmap(large, { resizeWidth: 400, resizeHeight: 300 });
    const canvas = new OffscreenCanvas(400, 300);
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    const shrunk = context.getImageData(0, 0, 400, 300);
    let apart = 0;
    for (let at = 0; at < shrunk.data.length; at += 1) {
      const difference = Math.abs((shrunk.data[at] ?? 0) - (small.data[at] ?? 0));
      if (difference > 40) apart += 1;
    }
    expect(apart / shrunk.data.length).toBeLessThan(0.01);
  });
});

describe("a turntable", () => {
  const SECONDS = 1;
  const size = { width: 128, height: 96 };

  async function film(format: FilmFormat, abort?: AbortSignal): Promise<[Blob, number[]]> {
    const told: number[] = [];
    const blob = await turntable(stand(), view.camera, {
      format,
      seconds: SECONDS,
      ...size,
      signal: abort,
      onProgress: (done) => told.push(done),
    });
    return [blob, told];
  }

  test("as GIF has its frames, and each turns the product on", async () => {
    const [blob, told] = await film("gif");
    const decoder = new ImageDecoder({ data: await blob.arrayBuffer(), type: "image/gif" });
    await decoder.tracks.ready;
    expect(decoder.tracks.selectedTrack?.frameCount).toBe(SECONDS * RATES.gif);
    const [first, middle] = [await pixels(decoder, 0), await pixels(decoder, 7)];
    expect(red(first)).toBeGreaterThan(500);
    expect(red(middle)).toBeGreaterThan(500);
    expect(first.data).not.toEqual(middle.data);
    expect(told.at(-1)).toBe(1);
    expect(told).toHaveLength(SECONDS * RATES.gif);
  });

  test.each(["webm", "mp4"] as const)("as %s plays for as long as it was asked", async (format) => {
    if (!(await filmFormats(size.width, size.height)).includes(format)) return;
    const [blob] = await film(format);
    expect(blob.type).toBe(`video/${format}`);
    const video = document.createElement("video");
    video.muted = true;
    video.src = URL.createObjectURL(blob);
    document.body.append(video);
    await new Promise((resolve, reject) => {
      video.oncanplaythrough = resolve;
      video.onerror = () => reject(video.error);
    });
    expect([video.videoWidth, video.videoHeight]).toEqual([size.width, size.height]);
    expect(video.duration).toBeCloseTo(SECONDS, 1);
    await new Promise((resolve) => {
      video.onended = resolve;
      void video.play();
    });
    const { totalVideoFrames } = video.getVideoPlaybackQuality();
    expect(totalVideoFrames).toBeGreaterThan(0.5 * SECONDS * RATES[format]);
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    context.drawImage(video, 0, 0);
    expect(red(context.getImageData(0, 0, size.width, size.height))).toBeGreaterThan(500);
    video.remove();
    URL.revokeObjectURL(video.src);
  });

  test("can be stopped", async () => {
    const stop = new AbortController();
    const making = film("gif", stop.signal);
    stop.abort();
    await expect(making).rejects.toMatchObject({ name: "AbortError" });
  });

  test("Chromium makes WebM", async () => {
    expect(await filmFormats(1920, 1080)).toContain("webm");
  });
});

function cut({ data, width }: ImageData, left: number, top: number, w: number, h: number) {
  const found = new ImageData(w, h);
  for (let row = 0; row < h; row += 1) {
    const start = 4 * ((top + row) * width + left);
    found.data.set(data.subarray(start, start + 4 * w), 4 * row * w);
  }
  return found;
}

async function pixels(decoder: ImageDecoder, frameIndex: number): Promise<ImageData> {
  const { image } = await decoder.decode({ frameIndex });
  const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.drawImage(image, 0, 0);
  image.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
