import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type BlobChannel, clearAllModelCache } from "../../cache/model-cache";
import type { ModelSource } from "../../contract";
import { digestOf } from "../../demo/digest";
import { glbOf } from "../../demo/glb";
import { productOf } from "../../demo/product";
import { count, decode, pixelsOf } from "../../testing/pixels";
import { frames, rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { Guest, join, leave, viewerStatistics } from "../renderer";
import type { SharedRenderer } from "../renderer/shared-renderer";
import type { ComparisonMode } from "./comparison";

const WIDTH = 320;
const HEIGHT = 240;

const files = new Map<string, Blob>();

async function source(prompt: string, id = prompt): Promise<ModelSource> {
  const file = await glbOf(productOf(prompt));
  const sha256 = await digestOf(file);
  files.set(sha256, file);
  return { id, url: `blob+sha256:${sha256}` };
}

const redMug = await source("a red mug");
const blueMug = await source("a blue mug");
const sameMug = await source("a red mug", "the same mug");
const redLid = await source("a white bottle with a red lid");
const blueLid = await source("a white bottle with a blue lid");
const tallBox = await source("a taller green box");
const smallMug = await source("a smaller red mug");

const kernel: BlobChannel = async (sha256) => files.get(sha256) as Blob;

const views: ModelView[] = [];

function open(channel = kernel): ModelView {
  const host = document.createElement("div");
  host.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px;background:#7d9c8e`;
  document.body.append(host);
  const view = new ModelView(host, { channel, budget: 0 });
  views.push(view);
  return view;
}

/** Compare two models, and wait until that is all that is on screen. */
async function compare(
  view: ModelView,
  [own, other]: readonly [ModelSource, ModelSource],
  mode: ComparisonMode,
  position = 0.5,
): Promise<ImageData> {
  await view.show(own);
  await view.compare({ source: other, mode, position });
  await rest(view.element);
  return pixelsOf(view.element);
}

const red = (r: number, g: number, b: number) => r > g + 60 && r > b + 60;
const blue = (r: number, g: number, b: number) => b > r + 40 && b > g + 20;
const green = (r: number, g: number, b: number) => g > r + 15 && g > b + 30;
/** The colours of heat: much red, no blue. */
const hot = (r: number, _: number, b: number) => r > b + 90;

/** The part of a picture between two shares of its width. */
function part({ data, width, height }: ImageData, from: number, to: number): ImageData {
  const [left, right] = [Math.round(width * from), Math.round(width * to)];
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from(data.subarray((y * width + left) * 4, (y * width + right) * 4)),
  );
  return new ImageData(Uint8ClampedArray.from(rows.flat()), right - left, height);
}

/** Where the pixels of a colour begin and end, as left, right, top and bottom. */
function bounds(picture: ImageData, matches: (r: number, g: number, b: number) => boolean) {
  const found = [Infinity, 0, Infinity, 0] as [number, number, number, number];
  for (let at = 0; at < picture.data.length; at += 4) {
    const [r = 0, g = 0, b = 0] = picture.data.subarray(at, at + 3);
    if (!matches(r, g, b)) continue;
    const [x, y] = [(at / 4) % picture.width, Math.floor(at / 4 / picture.width)];
    found[0] = Math.min(found[0], x);
    found[1] = Math.max(found[1], x);
    found[2] = Math.min(found[2], y);
    found[3] = Math.max(found[3], y);
  }
  return found;
}

const guest = new Guest();
let renderer: SharedRenderer;
beforeAll(() => {
  renderer = join(guest);
});
afterAll(() => leave(guest));
afterEach(async () => {
  for (const view of views.splice(0)) view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

describe("a wipe", () => {
  test("has the one model left of its line, and the other right of it", async () => {
    const view = open();
    // The mug takes the middle: the line is put where it goes through it.
    for (const position of [0.45, 0.58]) {
      const picture = await compare(view, [redMug, blueMug], "wipe", position);
      const [left, right] = [part(picture, 0, position - 0.01), part(picture, position + 0.01, 1)];
      expect(count(left, red)).toBeGreaterThan(1000);
      expect(count(left, blue)).toBe(0);
      expect(count(right, blue)).toBeGreaterThan(1000);
      expect(count(right, red)).toBe(0);
    }
    expect(viewerStatistics().contexts).toBe(1);
  });

  test("is all of one model with its line at an end", async () => {
    const view = open();
    const own = await compare(view, [redMug, blueMug], "wipe", 1);
    expect([count(own, red) > 5000, count(own, blue)]).toEqual([true, 0]);
    const other = await compare(view, [redMug, blueMug], "wipe", 0);
    expect([count(other, red), count(other, blue) > 5000]).toEqual([0, true]);
  });

  test("draws nothing while nothing changes", async () => {
    const view = open();
    await compare(view, [redMug, blueMug], "wipe");
    const { frames: before } = viewerStatistics();
    await frames(30);
    expect(viewerStatistics().frames).toBe(before);
  });
});

test("side by side, both are whole and stand alike, wherever the camera is", async () => {
  const view = open();
  const picture = await compare(view, [redMug, blueMug], "side");
  const halves = (whole: ImageData) => {
    const [left, right] = [bounds(part(whole, 0, 0.5), red), bounds(part(whole, 0.5, 1), blue)];
    for (const [at, edge] of left.entries())
      expect(Math.abs(edge - (right[at] ?? 0))).toBeLessThan(4);
    return left;
  };
  const [start, end] = halves(picture);
  expect(start).toBeGreaterThan(3);
  expect(end).toBeLessThan(WIDTH / 2 - 3);
  view.element.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  view.element.dispatchEvent(new KeyboardEvent("keydown", { key: "+" }));
  await rest(view.element);
  expect(halves(await pixelsOf(view.element))).not.toEqual([start, end]);
});

test("blinking shows one in the other's place, and draws nothing for it", async () => {
  const view = open();
  const first = await compare(view, [redMug, blueMug], "blink");
  expect([count(first, red) > 5000, count(first, blue)]).toEqual([true, 0]);
  const { frames: before } = viewerStatistics();
  const flip = (flipped: boolean) =>
    view.compare({ source: blueMug, mode: "blink", position: 0.5, flipped });
  await flip(true);
  await frames(2);
  const second = await pixelsOf(view.element);
  expect([count(second, red), count(second, blue) > 5000]).toEqual([0, true]);
  const [edges, others] = [bounds(first, red), bounds(second, blue)];
  for (const [at, edge] of edges.entries()) {
    expect(Math.abs(edge - (others[at] ?? 0))).toBeLessThan(4);
  }
  const picture = await decode(await view.screenshot());
  expect([picture.width, count(picture, blue) > 5000]).toEqual([WIDTH, true]);
  const { frames: after } = viewerStatistics();
  await flip(false);
  await frames(2);
  expect(count(await pixelsOf(view.element), red)).toBeGreaterThan(5000);
  // The screenshot is the only picture that was drawn.
  expect(after - before).toBe(1);
  expect(viewerStatistics().frames).toBe(after);
});

describe("the difference", () => {
  test("of equal models is none, and shows them in grey", async () => {
    const view = open();
    await view.show(redMug);
    await view.compare({ source: sameMug, mode: "difference", position: 0.5 });
    await rest(view.element);
    const picture = await decode(await view.screenshot());
    expect(count(picture, hot)).toBe(0);
    const grey = count(
      picture,
      (r, g, b, alpha) => alpha === 255 && r > 60 && Math.max(r, g, b) - Math.min(r, g, b) < 4,
    );
    expect(grey).toBeGreaterThan(5000);
  });

  test("is hot where a part has another colour, and only there", async () => {
    const view = open();
    const lid = bounds(await compare(view, [redLid, redLid], "wipe"), red);
    const picture = await compare(view, [redLid, blueLid], "difference");
    expect(count(picture, hot)).toBeGreaterThan(300);
    for (const [at, edge] of bounds(picture, hot).entries()) {
      expect(Math.abs(edge - (lid[at] ?? 0))).toBeLessThan(5);
    }
  });

  test("is hot where only one of them is, whichever", async () => {
    const view = open();
    const larger = await compare(view, [redMug, smallMug], "difference");
    const top = bounds(larger, hot)[2];
    const smaller = await compare(view, [smallMug, redMug], "difference");
    expect(Math.abs(bounds(smaller, hot)[2] - top)).toBeLessThan(4);
    expect(count(smaller, hot)).toBeGreaterThan(1000);
  });
});

test("a contact sheet shows its models in rows under one camera", async () => {
  const view = open();
  await view.show(tallBox);
  await view.contactSheet([redMug, blueMug, sameMug]);
  await rest(view.element);
  const picture = await pixelsOf(view.element);
  const [left, right] = [part(picture, 0, 0.5), part(picture, 0.5, 1)];
  // Rows of two: red and blue, and red below.
  expect(bounds(left, red)[2]).toBeLessThan(HEIGHT / 2);
  expect(bounds(left, red)[3]).toBeGreaterThan(HEIGHT / 2);
  expect(bounds(right, blue)[3]).toBeLessThan(HEIGHT / 2);
  expect(count(right, red)).toBe(0);
  expect(viewerStatistics().contexts).toBe(1);
  await view.contactSheet(null);
  await rest(view.element);
  expect(
    count(await pixelsOf(view.element), (r, g, b) => g > r + 15 && g > b + 30),
  ).toBeGreaterThan(1000);
});

test("the camera fits both, and the one again when it is alone", async () => {
  const view = open();
  await view.show(smallMug);
  await rest(view.element);
  const alone = view.camera;
  await view.compare({ source: tallBox, mode: "wipe", position: 0 });
  const both = view.camera;
  expect(both).not.toEqual(alone);
  await view.compare(null);
  expect(view.camera).toEqual(alone);
});

test("the camera stays where someone moved it", async () => {
  const view = open();
  await view.show(smallMug);
  view.camera = { position: [0.2, 0.3, 0.6], target: [0, 0.05, 0] };
  const { camera } = view;
  for (const mode of ["wipe", "side", "blink", "difference"] as const) {
    await view.compare({ source: tallBox, mode, position: 0.5 });
    expect(view.camera).toEqual(camera);
  }
  await view.compare(null);
  expect(view.camera).toEqual(camera);
});

test("what is on screen stays until the other model is there", async () => {
  const asked: ((file: Blob) => void)[] = [];
  const view = open((sha256) =>
    blueMug.url.endsWith(sha256)
      ? new Promise((resolve) => asked.push(resolve))
      : kernel(sha256, {}),
  );
  await view.show(redMug);
  await rest(view.element);
  const before = await pixelsOf(view.element);
  const compared = view.compare({ source: blueMug, mode: "wipe", position: 0.5 });
  await expect.poll(() => asked).toHaveLength(1);
  await frames(10);
  expect((await pixelsOf(view.element)).data).toEqual(before.data);
  asked[0]?.(files.get(blueMug.url.split(":")[1] ?? "") as Blob);
  await compared;
  await rest(view.element);
  expect(count(await pixelsOf(view.element), blue)).toBeGreaterThan(1000);
});

test("a model that cannot be had leaves what is on screen, and says why", async () => {
  const view = open();
  await view.show(redMug);
  const missing = { id: "missing", url: `blob+sha256:${"0".repeat(64)}` };
  await expect(view.compare({ source: missing, mode: "side", position: 0.5 })).rejects.toThrow();
  await rest(view.element);
  expect(count(await pixelsOf(view.element), red)).toBeGreaterThan(5000);
});

test("another model that is shown meanwhile is compared with the same one", async () => {
  const view = open();
  await compare(view, [redMug, blueMug], "wipe");
  await view.show(tallBox);
  await rest(view.element);
  const picture = await pixelsOf(view.element);
  const [left, right] = [part(picture, 0, 0.49), part(picture, 0.51, 1)];
  expect([count(left, green) > 1000, count(left, blue)]).toEqual([true, 0]);
  expect([count(right, green), count(right, blue) > 1000]).toEqual([0, true]);
});

test("models are let go that are no longer compared", async () => {
  const view = open();
  await compare(view, [redMug, blueMug], "difference");
  expect(viewerStatistics().residents).toBe(2);
  await view.compare(null);
  await expect.poll(() => viewerStatistics().residents).toBe(1);
  await view.contactSheet([redMug, blueMug, sameMug]);
  expect(viewerStatistics().residents).toBe(3);
  view.dispose();
  await expect.poll(() => viewerStatistics().residents).toBe(0);
});

test.each(["wipe", "difference"] as const)("a %s comes back after a lost context", async (mode) => {
  const view = open();
  const before = await compare(view, [redLid, blueLid], mode);
  const lose = renderer.gl.getExtension("WEBGL_lose_context");
  lose?.loseContext();
  await expect.poll(() => viewerStatistics().residents).toBe(0);
  lose?.restoreContext();
  await expect.poll(() => viewerStatistics().residents).toBe(2);
  await rest(view.element);
  const { data } = await pixelsOf(view.element);
  const apart = data.filter((value, at) => Math.abs(value - (before.data[at] ?? 0)) > 40).length;
  expect(apart).toBeLessThan(data.length / 200);
  expect(viewerStatistics()).toMatchObject({ contexts: 1, residents: 2 });
});
