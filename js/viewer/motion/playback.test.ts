import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { dataUrl } from "../../data-url";
import { emulateReducedMotion } from "../../testing/emulate";
import { decode, pixelsOf } from "../../testing/pixels";
import { frames, rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { viewerStatistics } from "../renderer";
import { bending, growing, sliding } from "../testing/moving";
import { triangle } from "../testing/triangle";

const contexts: WebGL2RenderingContext[] = [];
const { getContext } = OffscreenCanvas.prototype;

let view: ModelView;
let host: HTMLElement;

beforeEach(() => {
  OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...given: never[]) {
    const context = (getContext as (...given: unknown[]) => unknown).apply(this, given);
    if (context instanceof WebGL2RenderingContext) contexts.push(context);
    return context;
  } as typeof getContext;
  host = document.createElement("div");
  host.style.cssText = "width:240px;height:160px";
  document.body.append(host);
  view = new ModelView(host);
});

afterEach(async () => {
  OffscreenCanvas.prototype.getContext = getContext;
  view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

async function show(file: Blob, id = "moving"): Promise<void> {
  await view.show({ id, url: await dataUrl(file) });
  await rest(view.element);
}

const isRed = (red: number, green: number, blue: number) => red > green + 50 && red > blue + 50;

/** Columns and rows of a view's picture that show the product. */
async function span(element: Element) {
  const { data, width } = await pixelsOf(element);
  let [left, right, top, bottom] = [width, -1, Number.POSITIVE_INFINITY, -1];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (!isRed(red, green, blue)) continue;
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { left, right, top, bottom, middle: (left + right) / 2, height: bottom - top };
}

async function at(time: number) {
  view.motion.playback.seek(time);
  await rest(view.element);
  return span(view.element);
}

describe("an animation", () => {
  test("is told by name and length, and plays nothing by itself", async () => {
    await show(await sliding());
    expect(view.motion.playback.animations).toEqual([
      { name: "Slide", duration: 1 },
      { name: "Turn", duration: 2 },
    ]);
    const before = viewerStatistics().frames;
    await frames(20);
    expect(viewerStatistics().frames).toBe(before);
    expect(view.motion.playback).toMatchObject({ playing: false, animation: null, time: 0 });
  });

  test("moves while it plays, and draws nothing more once it is paused", async () => {
    await show(await sliding());
    const { playback } = view.motion;
    let told = 0;
    playback.addEventListener("time", () => {
      told += 1;
    });
    playback.play();
    await expect.poll(() => told).toBeGreaterThan(3);
    playback.pause();
    await rest(view.element);
    const { time } = playback;
    expect(time).toBeGreaterThan(0);
    const before = viewerStatistics().frames;
    await frames(20);
    expect(viewerStatistics().frames).toBe(before);
    expect(playback).toMatchObject({ time, animation: "Slide" });
  });

  test("is scrubbed to where its file has the product at that time, all of it in the frame", async () => {
    await show(await sliding());
    const { width } = view.element.getBoundingClientRect();
    const first = await at(0);
    const half = await at(0.5);
    const last = await at(1);
    expect(half.middle).toBeGreaterThan(first.middle + 20);
    expect(last.middle).toBeGreaterThan(half.middle + 20);
    expect(first.left).toBeGreaterThan(4);
    expect(last.right).toBeLessThan(width - 4);
  });

  test("stands still out of sight", async () => {
    await show(await sliding());
    view.motion.playback.play();
    host.style.marginTop = "4000px";
    await expect
      .poll(async () => {
        const { time } = view.motion.playback;
        await frames(10);
        return view.motion.playback.time === time;
      })
      .toBe(true);
    host.style.marginTop = "0";
    const { time } = view.motion.playback;
    await expect.poll(() => view.motion.playback.time).not.toBe(time);
  });

  test("ends at its end without a loop, and begins anew with one", async () => {
    await show(await sliding());
    const { playback } = view.motion;
    playback.loop = false;
    playback.seek(0.9);
    playback.play();
    await expect.poll(() => playback.playing).toBe(false);
    expect(playback.time).toBe(1);
    playback.loop = true;
    playback.seek(0.9);
    playback.play();
    await expect.poll(() => playback.time).toBeLessThan(0.9);
    expect(playback.playing).toBe(true);
  });

  test("does not begin by itself for those who want little motion, and begins when they ask", async () => {
    await emulateReducedMotion(true);
    try {
      await show(await sliding());
      const { playback } = view.motion;
      playback.playing = true;
      expect(playback.playing).toBe(false);
      view.motion.turntable.turning = true;
      expect(view.motion.turntable.turning).toBe(false);
      playback.play();
      await expect.poll(() => playback.time).toBeGreaterThan(0);
    } finally {
      await emulateReducedMotion(false);
    }
  });

  test.each([
    ["a shape", growing, 1.8],
    ["a bone", bending, 1.8],
  ])("of %s is framed over its whole length, and seen to its end", async (_, file, times) => {
    await show(await file());
    const { height } = view.element.getBoundingClientRect();
    const low = await at(0);
    const high = await at(1);
    expect(high.height).toBeGreaterThan(low.height * times);
    expect(high.top).toBeGreaterThan(4);
    expect(low.bottom).toBeLessThan(height - 4);
  });

  test("takes its shadow along, and leaves none behind", async () => {
    await show(await sliding());
    const third = async (time: number, first: number) => {
      view.motion.playback.seek(time);
      await rest(view.element);
      const { data, width } = await decode(await view.screenshot());
      let shade = 0;
      for (let place = 0; place < data.length; place += 4) {
        const x = (place / 4) % width;
        const [red = 0, , , alpha = 0] = data.subarray(place, place + 4);
        if (x >= (first * width) / 3 && x < ((first + 1) * width) / 3 && red < 20 && alpha > 12)
          shade += 1;
      }
      return shade;
    };
    const [before, begun] = [await third(0, 0), await third(1, 2)];
    expect(before).toBeGreaterThan(40);
    expect(begun).toBeGreaterThan(40);
    expect(await third(1, 0)).toBeLessThan(before / 10);
  });

  test("goes back to how the file has the product", async () => {
    await show(await sliding());
    const rested = await span(view.element);
    await at(1);
    view.motion.playback.time = 0;
    view.motion.playback.animation = null;
    await view.frame(false);
    await rest(view.element);
    expect(await span(view.element)).toEqual(rested);
  });

  test("is another in each view of one model", async () => {
    const beside = document.createElement("div");
    beside.style.cssText = host.style.cssText;
    document.body.append(beside);
    const other = new ModelView(beside);
    try {
      await show(await sliding());
      const source = { id: "moving", url: await dataUrl(await sliding()) };
      await other.show(source);
      view.motion.playback.seek(1);
      other.motion.playback.seek(0);
      await rest(view.element, other.element);
      view.motion.playback.seek(0.99);
      await rest(view.element, other.element);
      const [one, two] = [await span(view.element), await span(other.element)];
      expect(one.middle).toBeGreaterThan(two.middle + 40);
    } finally {
      other.dispose();
    }
  });

  test("is kept by its name when another model is shown, and left where there is none", async () => {
    await show(await sliding());
    view.motion.playback.seek(0.5);
    await show(triangle(0.5), "still");
    expect(view.motion.playback.animations).toEqual([]);
    expect(view.motion.playback.current).toBeNull();
    await show(await sliding(), "again");
    expect(view.motion.playback.current?.name).toBe("Slide");
  });
});

describe("by the keyboard", () => {
  const press = (key: string) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    view.element.dispatchEvent(event);
    return event.defaultPrevented;
  };

  test("space plays and pauses, comma and full stop step", async () => {
    await show(await sliding());
    expect(press(" ")).toBe(true);
    expect(view.motion.playback.playing).toBe(true);
    press(" ");
    expect(view.motion.playback.playing).toBe(false);
    press(" ");
    view.motion.playback.seek(0.5);
    press(".");
    expect(view.motion.playback.playing).toBe(false);
    expect(view.motion.playback.time).toBeCloseTo(0.5 + 1 / 24);
    press(",");
    expect(view.motion.playback.time).toBeCloseTo(0.5);
  });

  test("the page has these keys where nothing can be played", async () => {
    await show(triangle(0.5), "still");
    expect([press(" "), press(","), press(".")]).toEqual([false, false, false]);
  });
});

describe("the turntable", () => {
  const turned = () => JSON.stringify(view.camera?.position);

  test("turns on request, and a new request is needed after a touch", async () => {
    await show(await sliding());
    const told: unknown[] = [];
    view.on("camera", (state) => told.push(state));
    const begin = turned();
    view.motion.turntable.start();
    await expect.poll(turned).not.toBe(begin);
    expect(told).toEqual([]);
    view.element.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    expect(view.motion.turntable.turning).toBe(false);
    await rest(view.element);
    expect(told).toEqual([view.camera]);
    const stopped = turned();
    await frames(20);
    expect(turned()).toBe(stopped);
  });

  test.each([
    ["a key", () => new KeyboardEvent("keydown", { key: "ArrowLeft" }), false],
    ["the wheel", () => new WheelEvent("wheel", { deltaY: 5 }), false],
    ["Tab, which only passes,", () => new KeyboardEvent("keydown", { key: "Tab" }), true],
  ])("after %s: does it turn on?", async (_, event, on) => {
    await show(await sliding());
    view.motion.turntable.start();
    view.element.focus();
    view.element.dispatchEvent(event());
    expect(view.motion.turntable.turning).toBe(on);
  });

  test("goes on over the page's own wheel", async () => {
    await show(await sliding());
    view.motion.turntable.start();
    view.element.dispatchEvent(new WheelEvent("wheel", { deltaY: 5 }));
    expect(view.motion.turntable.turning).toBe(true);
  });
});

test("a lost context gives back the pose that was on screen", async () => {
  await show(await sliding());
  const before = await at(0.75);
  const lose = contexts.at(-1)?.getExtension("WEBGL_lose_context");
  lose?.loseContext();
  await expect.poll(() => viewerStatistics().residents).toBe(0);
  lose?.restoreContext();
  await expect.poll(() => viewerStatistics().residents).toBe(1);
  await rest(view.element);
  expect(view.motion.playback).toMatchObject({ animation: "Slide", time: 0.75 });
  const { middle } = await span(view.element);
  expect(Math.abs(middle - before.middle)).toBeLessThan(2);
});
