import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type BlobChannel, clearAllModelCache, type ProgressListener } from "../cache/model-cache";
import type { ModelSource } from "../contract";
import { glbOf } from "../demo/glb";
import { productOf } from "../demo/product";
import { emulateDensity, emulateReducedMotion } from "../testing/emulate";
import { count, decode, pixelsOf } from "../testing/pixels";
import { frames, rest } from "../testing/rest";
import { ModelView } from "./model-view";
import { Guest, join, leave } from "./renderer";

const WIDTH = 320;
const HEIGHT = 240;

const files = new Map<string, Blob>();

async function source(prompt: string): Promise<ModelSource> {
  const file = await glbOf(productOf(prompt));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  files.set(sha256, file);
  return { id: prompt, url: `blob+sha256:${sha256}` };
}

const redMug = await source("a red mug");
const blueBox = await source("a blue box with a white lid");
const greenBox = await source("a green box");
const jar = await source("an amber jar");

const kernel: BlobChannel = async (sha256) => files.get(sha256) as Blob;

const views: ModelView[] = [];

function open(channel = kernel): ModelView {
  const host = document.createElement("div");
  // Neither black nor white: both a darker and an emptier pixel would show on it.
  host.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px;background:#7d9c8e`;
  document.body.append(host);
  const view = new ModelView(host, { channel });
  views.push(view);
  return view;
}

const fades = (view: ModelView) => view.element.getAnimations({ subtree: true });

/** Show a model and wait until it is all that is on screen. */
async function show(view: ModelView, wanted: ModelSource): Promise<ImageData> {
  await view.show(wanted);
  await rest(view.element);
  return pixelsOf(view.element);
}

/** The picture of a fade that is held so far on its way; until it goes on, no view is smoothed. */
async function held(view: ModelView, part: number): Promise<ImageData> {
  for (const fade of fades(view)) {
    fade.pause();
    fade.currentTime = part * Number(fade.effect?.getComputedTiming().duration);
  }
  await frames(2);
  return pixelsOf(view.element);
}

/** Whether two pictures differ by no more than the smoothness of their edges. */
function alike(one: ImageData, other: ImageData): boolean {
  let apart = 0;
  for (let at = 0; at < one.data.length; at++) {
    if (Math.abs((one.data[at] ?? 0) - (other.data[at] ?? 0)) > 40) apart += 1;
  }
  return apart < one.data.length / 50;
}

/** The largest difference of any channel of any pixel. */
function difference(one: ImageData, expected: (at: number) => number): number {
  return one.data.reduce((most, value, at) => Math.max(most, Math.abs(value - expected(at))), 0);
}

const guest = new Guest();
beforeAll(() => {
  join(guest);
});
afterAll(() => leave(guest));
afterEach(async () => {
  for (const view of views.splice(0)) view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

describe("a new model", () => {
  test("leaves the old one's pixels alone until it is decoded", async () => {
    const asked: ((file: Blob) => void)[] = [];
    const view = open((sha256) =>
      redMug.url.endsWith(sha256)
        ? kernel(sha256, {})
        : new Promise((resolve) => asked.push(resolve)),
    );
    const before = await show(view, redMug);
    const shown = view.show(blueBox);
    await expect.poll(() => asked).toHaveLength(1);
    await frames(10);
    const waiting = await pixelsOf(view.element);
    expect(difference(waiting, (at) => before.data[at] ?? 0)).toBe(0);
    expect(view.shownId).toBe(redMug.id);
    asked[0]?.(files.get(blueBox.url.split(":")[1] ?? "") as Blob);
    await shown;
    expect(view.shownId).toBe(blueBox.id);
  });

  test.each([
    ["an opaque one", redMug, blueBox],
    ["a transparent one", blueBox, jar],
    ["an opaque one after a transparent one", jar, redMug],
  ])("fades in so that every pixel lies between both: %s", async (_, old, next) => {
    const view = open();
    const after = await show(view, next);
    await show(view, greenBox);
    const before = await show(view, old);
    await view.show(next);
    expect(fades(view)).toHaveLength(2);
    const first = await held(view, 0);
    const middle = await held(view, 0.5);
    const last = await held(view, 0.999);
    expect(difference(first, (at) => before.data[at] ?? 0)).toBeLessThanOrEqual(3);
    expect(alike(last, after)).toBe(true);
    expect(alike(first, last)).toBe(false);
    const mean = (at: number) => ((first.data[at] ?? 0) + (last.data[at] ?? 0)) / 2;
    expect(difference(middle, mean)).toBeLessThanOrEqual(3);
  });

  test("is there at once for those who want no motion", async () => {
    await emulateReducedMotion(true);
    try {
      const view = open();
      const blue = await show(view, blueBox);
      await show(view, redMug);
      await view.show(blueBox);
      expect(fades(view)).toEqual([]);
      await frames(2);
      expect(alike(await pixelsOf(view.element), blue)).toBe(true);
      await rest(view.element);
      const now = await pixelsOf(view.element);
      expect(difference(now, (at) => blue.data[at] ?? 0)).toBe(0);
    } finally {
      await emulateReducedMotion(false);
    }
  });
});

test("edges are smooth once the view is at rest, whatever draws", async () => {
  const view = open();
  await view.show(redMug);
  // All of it as it was first drawn: what shines through a fade is no edge.
  const soon = await held(view, 0.999);
  for (const fade of fades(view)) fade.finish();
  await rest(view.element);
  const smooth = await pixelsOf(view.element);
  const edges = (picture: ImageData) =>
    count(picture, (red, green, blue) => red > green + 20 && red < green + 70 && green > blue);
  expect(edges(smooth)).toBeGreaterThan(edges(soon));
  const picture = await decode(await view.screenshot());
  expect(
    count(picture, (red, green, _, alpha) => red > green + 80 && alpha > 20 && alpha < 235),
  ).toBeGreaterThan(100);
});

test("glass lets the ground and what is in it through, and the lid neither", async () => {
  const view = open();
  await show(view, jar);
  const picture = await decode(await view.screenshot());
  const glass = count(picture, (red, green, blue, alpha) => {
    const grey = Math.max(red, green, blue) - Math.min(red, green, blue) < 40;
    return grey && red > 90 && alpha > 60 && alpha < 220;
  });
  const inside = count(picture, (red, _, blue, alpha) => alpha === 255 && red > blue + 40);
  expect(glass).toBeGreaterThan(300);
  expect(inside).toBeGreaterThan(3000);
});

describe("the canvases", () => {
  /** Of the picture itself: the attributes of such a canvas say nothing of it. */
  async function size(view: ModelView): Promise<[number, number]> {
    const canvas = view.element.querySelector("[data-layer=incoming]") as HTMLCanvasElement;
    const { width, height } = await createImageBitmap(canvas);
    return [width, height];
  }

  test("have the screen's own pixels, also after a move to another screen", async () => {
    const view = open();
    await show(view, redMug);
    expect(await size(view)).toEqual([WIDTH, HEIGHT]);
    try {
      await emulateDensity(2);
      expect(devicePixelRatio).toBe(2);
      await expect.poll(() => size(view)).toEqual([WIDTH * 2, HEIGHT * 2]);
      await emulateDensity(1.5);
      await expect.poll(() => size(view)).toEqual([WIDTH * 1.5, HEIGHT * 1.5]);
    } finally {
      await emulateDensity(null);
    }
  });

  test("follow their place, and the product keeps its shape", async () => {
    const view = open();
    const shape = (picture: ImageData) => {
      const found = { left: Infinity, right: 0, top: Infinity, bottom: 0 };
      for (let at = 0; at < picture.data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = picture.data.subarray(at, at + 3);
        if (red < green + 60 || red < blue + 60) continue;
        const x = (at / 4) % picture.width;
        const y = Math.floor(at / 4 / picture.width);
        found.left = Math.min(found.left, x);
        found.right = Math.max(found.right, x);
        found.top = Math.min(found.top, y);
        found.bottom = Math.max(found.bottom, y);
      }
      return (found.right - found.left) / (found.bottom - found.top);
    };
    const before = shape(await show(view, redMug));
    const host = view.element.parentElement as HTMLElement;
    host.style.width = "640px";
    host.style.height = "200px";
    await expect.poll(() => size(view)).toEqual([640, 200]);
    await rest(view.element);
    expect(shape(await pixelsOf(view.element))).toBeCloseTo(before, 1);
  });
});

test("a model that another view fetched until it went away is fetched again", async () => {
  const yellowBox = await source("a yellow box");
  const asked: { leave(): void; tell?: ProgressListener | undefined }[] = [];
  const gone = open(
    (_, { onProgress: tell }) =>
      new Promise((_, reject) => {
        const reason = new DOMException("The view that asked the kernel is gone.", "AbortError");
        asked.push({ leave: () => reject(reason), tell });
      }),
  );
  void gone.show(yellowBox);
  await expect.poll(() => asked).toHaveLength(1);
  const view = open();
  const heard = vi.fn();
  view.on("progress", heard);
  const shown = view.show(yellowBox);
  // It waits for the same bytes once it hears of them.
  await expect
    .poll(() => {
      asked[0]?.tell?.(1, 2);
      return heard.mock.calls.length;
    })
    .toBeGreaterThan(0);
  gone.dispose();
  asked[0]?.leave();
  await shown;
  expect(view.shownId).toBe(yellowBox.id);
});
