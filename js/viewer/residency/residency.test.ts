import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clearAllModelCache, clearCachedModel } from "../../cache/model-cache";
import type { ModelSource } from "../../contract";
import { decode, pixelsOf } from "../../testing/pixels";
import { rest } from "../../testing/rest";
import { ModelView, type ModelViewOptions } from "../model-view";
import { forgetModel, viewerStatistics } from "../renderer";
import { TestKernel } from "../testing/kernel";
import { triangle } from "../testing/triangle";

const kernel = new TestKernel();
const [one, two, three] = (await Promise.all(
  [0.2, 0.5, 0.9].map((red) => kernel.add(`a triangle of ${red}`, triangle(red))),
)) as [ModelSource, ModelSource, ModelSource];

const contexts: WebGL2RenderingContext[] = [];
const { getContext } = OffscreenCanvas.prototype;

const views: ModelView[] = [];

function open(options: ModelViewOptions = {}, size = 100): ModelView {
  const host = document.createElement("div");
  host.style.cssText = `width:${size}px;height:${size}px;float:left`;
  document.body.append(host);
  const view = new ModelView(host, { channel: kernel.channel, ...options });
  views.push(view);
  return view;
}

/** Whether a view shows anything on the white page. */
async function isPainted(view: ModelView): Promise<boolean> {
  const { data } = await pixelsOf(view.element);
  return data.some((value, at) => at % 4 === 1 && value < 200);
}

beforeEach(() => {
  OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...given: never[]) {
    const context = (getContext as (...given: unknown[]) => unknown).apply(this, given);
    if (context instanceof WebGL2RenderingContext) contexts.push(context);
    return context;
  } as never;
});

afterEach(async () => {
  OffscreenCanvas.prototype.getContext = getContext;
  vi.useRealTimers();
  for (const view of views.splice(0)) view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
  kernel.asked.length = 0;
  kernel.aborted.length = 0;
  kernel.silent = false;
});

describe("a model that was shown lately", () => {
  test("is shown again at once, though nothing but the GPU has it", async () => {
    const view = open();
    await view.show(one);
    await view.show(two);
    await clearAllModelCache();
    kernel.silent = true;
    void view.show(one);
    expect(view.shownId).toBe(one.id);
    await expect.poll(() => isPainted(view)).toBe(true);
    expect(kernel.asked).toHaveLength(2);
  });

  test("is let go when others need its room, those that are shown last of all", async () => {
    const view = open();
    await view.show(one);
    const { residentBytes: each } = viewerStatistics();
    const tight = open({ budget: 2 * each });
    await view.show(two);
    await view.show(three);
    await expect.poll(() => viewerStatistics().residents).toBe(2);
    await tight.show(one);
    await expect.poll(() => viewerStatistics().residents).toBe(2);
    expect(viewerStatistics().residentBytes).toBeLessThanOrEqual(2 * each);
    // The first was loaded twice, since it was gone; the third is still on screen.
    await tight.show(three);
    expect(viewerStatistics().residents).toBeLessThanOrEqual(2);
    expect(await isPainted(view)).toBe(true);
  });

  test("is let go when it is to be forgotten, unless it is on screen", async () => {
    const view = open();
    await view.show(one);
    await view.show(two);
    await rest(view.element);
    forgetModel(two.id);
    expect(viewerStatistics().residents).toBe(2);
    forgetModel(one.id);
    expect(viewerStatistics().residents).toBe(1);
  });

  test("that was forgotten on screen goes with its view, and is fetched when it is shown again", async () => {
    const view = open();
    await view.show(one);
    await view.show(two);
    forgetModel(two.id);
    await view.show(one);
    await expect.poll(() => viewerStatistics().residents).toBe(1);
    const before = kernel.asked.length;
    await clearCachedModel(two.id);
    await view.show(two);
    expect(kernel.asked).toHaveLength(before + 1);
  });

  test("is let go when nobody has looked at the tab for five minutes", async () => {
    const view = open();
    await view.show(one);
    await view.show(two);
    await rest(view.element);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const hide = (hidden: boolean) => {
      vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
      document.dispatchEvent(new Event("visibilitychange"));
    };
    hide(true);
    vi.advanceTimersByTime(4 * 60_000);
    hide(false);
    vi.advanceTimersByTime(10 * 60_000);
    expect(viewerStatistics().residents).toBe(2);
    hide(true);
    vi.advanceTimersByTime(6 * 60_000);
    vi.restoreAllMocks();
    expect(viewerStatistics().residents).toBe(1);
    expect(view.shownId).toBe(two.id);
  });

  test("is on the GPU once, however many views show it", async () => {
    const some = Array.from({ length: 4 }, () => open());
    await Promise.all(some.map((view) => view.show(one)));
    expect(viewerStatistics()).toMatchObject({ views: 4, residents: 1 });
    expect(kernel.asked).toHaveLength(1);
    for (const view of some) {
      await expect.poll(() => isPainted(view)).toBe(true);
    }
  });
});

describe("the neighbours of the model on screen", () => {
  test("come to the GPU while nobody does anything", async () => {
    const view = open();
    await view.show(one);
    view.expect([two, three]);
    await expect.poll(() => viewerStatistics().residents).toBe(3);
    kernel.silent = true;
    await clearAllModelCache();
    await view.show(three);
    expect(view.shownId).toBe(three.id);
  });

  test("are left at once when the user does something, and fetched afterwards", async () => {
    const view = open();
    await view.show(one);
    kernel.silent = true;
    view.expect([two]);
    await expect.poll(() => kernel.asked).toHaveLength(2);
    dispatchEvent(new Event("pointerdown"));
    await expect.poll(() => kernel.aborted).toEqual([two.sha256]);
    kernel.silent = false;
    await expect.poll(() => viewerStatistics().residents).toBe(2);
  });
});

test("after the GPU was lost, every view has its model and its camera again", async () => {
  const some = [open(), open(), open()];
  const before = await Promise.all(
    some.map(async (view, index) => {
      await view.show([one, two, three][index] as ModelSource);
      view.camera = { position: [index, 1, 4], target: [0, 0.5, 0] };
      return view.camera;
    }),
  );
  await rest(...some.map(({ element }) => element));
  const pictures = await Promise.all(some.map((view) => view.screenshot().then(decode)));
  const lose = contexts.at(-1)?.getExtension("WEBGL_lose_context");
  lose?.loseContext();
  await expect.poll(() => viewerStatistics().residents).toBe(0);
  // What is on screen are pictures, which no GPU is needed for.
  for (const view of some) expect(await isPainted(view)).toBe(true);
  lose?.restoreContext();
  await expect.poll(() => viewerStatistics().residents).toBe(3);
  expect(some.map((view) => view.camera)).toEqual(before);
  for (const [index, view] of some.entries()) {
    await expect
      .poll(async () => {
        const now = await decode(await view.screenshot());
        return now.data.reduce(
          (most, value, at) => Math.max(most, Math.abs(value - (pictures[index]?.data[at] ?? 0))),
          0,
        );
      })
      .toBeLessThanOrEqual(2);
  }
});

test("fifty views on one page share a context, show their models, and turn", async () => {
  const fifty = Array.from({ length: 50 }, () => open({}, 40));
  await Promise.all(fifty.map((view, at) => view.show([one, two, three][at % 3] as ModelSource)));
  expect(viewerStatistics()).toMatchObject({ contexts: 1, views: 50, residents: 3 });
  for (const view of fifty) {
    await expect.poll(() => isPainted(view)).toBe(true);
  }
  const place = (view: ModelView) => JSON.stringify(view.camera.position);
  const before = fifty.map(place);
  const { frames } = viewerStatistics();
  for (const view of fifty) {
    view.element.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  }
  await expect.poll(() => fifty.filter((view, at) => place(view) === before[at])).toEqual([]);
  await expect.poll(() => viewerStatistics().frames).toBeGreaterThanOrEqual(frames + 50);
});
