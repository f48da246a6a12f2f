import { afterEach, describe, expect, it, vi } from "vitest";
import { cacheStatistics, clearAllModelCache, isModelCached } from "../cache/model-cache";
import type { ModelSource } from "../contract";
import { dataUrl } from "../data-url";
import { frames, rest } from "../testing/rest";
import { ModelView, type ModelViewOptions } from "./model-view";
import { forgetModel, viewerStatistics } from "./renderer";
import { triangle } from "./testing/triangle";

const urls = await Promise.all(Array.from({ length: 6 }, (_, i) => dataUrl(triangle(i / 10))));
const broken = await dataUrl(new Blob(["<html>this is no model</html>"]));
const source = (index: number): ModelSource => ({ id: `model ${index}`, url: urls[index] ?? "" });

function makeView(options: ModelViewOptions): ModelView {
  const host = document.createElement("div");
  host.style.cssText = "width:200px;height:160px";
  document.body.append(host);
  return new ModelView(host, options);
}

const views: ModelView[] = [];
const open = (options: ModelViewOptions = {}) => {
  const view = makeView(options);
  views.push(view);
  return view;
};

afterEach(async () => {
  for (const view of views.splice(0)) view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

describe("ModelView", () => {
  it("keeps the camera where it is when the model changes", async () => {
    const view = open();
    await view.show(source(1));
    view.camera = { position: [1, 2, 3], target: [0, 0.5, 0] };
    const before = view.camera;
    await view.show(source(2));
    await rest(view.element);
    expect(view.camera).toEqual(before);
    expect(view.shownId).toBe("model 2");
  });

  it("keeps the model on screen when the next one is not a model", async () => {
    const view = open();
    await view.show(source(1));
    await expect(view.show({ id: "broken", url: broken })).rejects.toThrow(/not a GLB|too short/);
    expect(view.shownId).toBe("model 1");
  });

  it("heals a cached entry that is no model, and shows only the model", async () => {
    const cache = await caches.open("product-models");
    const view = open();
    await view.show(source(3));
    await isModelCached("model 3");
    const [request] = await cache.keys();
    if (!request) throw new Error("nothing was cached");
    await cache.put(request, new Response("rubbish", { headers: { "Content-Length": "7" } }));
    await view.show(null);
    await expect
      .poll(() => {
        forgetModel("model 3");
        return viewerStatistics().residents;
      })
      .toBe(0);
    await view.show(source(3));
    expect(view.shownId).toBe("model 3");
    expect(await (await cache.match(request))?.text()).not.toBe("rubbish");
  });

  it("tells where the camera is once someone moved it, and not before", async () => {
    const view = open();
    const told = vi.fn();
    view.on("camera", told);
    await view.show(source(1));
    await rest(view.element);
    expect(told).not.toHaveBeenCalled();
    view.element.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    await rest(view.element);
    expect(told).toHaveBeenCalledExactlyOnceWith(view.camera);
  });

  it("draws no frame while nothing moves", async () => {
    const view = open();
    await view.show(source(1));
    await rest(view.element);
    const { frames: before } = viewerStatistics();
    await frames(30);
    expect(viewerStatistics().frames).toBe(before);
  });

  it("shares one context among views and lets it go with the last", async () => {
    const some = [open(), open(), open()];
    await Promise.all(some.map((view, index) => view.show(source(index + 1))));
    expect(viewerStatistics()).toMatchObject({ contexts: 1, views: 3 });
    for (const view of views.splice(0)) view.dispose();
    expect(viewerStatistics()).toMatchObject({ contexts: 0, views: 0 });
  });

  it("leaks neither GPU memory nor blob URLs over a hundred swaps", async () => {
    // Without room for any model but the one on screen, so that each swap loads one.
    const view = open({ budget: 0 });
    const swap = async (from: number, to: number) => {
      for (let index = from; index < to; index++) {
        await view.show(source((index % 5) + 1));
        await frames(1);
      }
      await rest(view.element);
      await expect.poll(() => viewerStatistics().residents).toBe(1);
      const { geometries, textures, programs } = viewerStatistics();
      return { geometries, textures, programs };
    };
    const early = await swap(0, 10);
    const late = await swap(10, 110);
    expect(late).toEqual(early);
    const { created, revoked, outstanding } = cacheStatistics();
    expect(created).toBe(revoked + outstanding);
    expect(outstanding).toBe(0);
  }, 120_000);

  it("loads only the last of several models asked for at once", async () => {
    const view = open();
    await Promise.all([view.show(source(1)), view.show(source(2)), view.show(source(3))]);
    expect(view.shownId).toBe("model 3");
  });
});
