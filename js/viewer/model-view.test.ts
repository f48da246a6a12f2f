import { afterEach, describe, expect, it } from "vitest";
import { cacheStatistics, clearAllModelCache } from "../cache/model-cache";
import type { ModelSource } from "../contract";
import { ModelView } from "./model-view";
import { viewerStatistics } from "./renderer";

/** A triangle as a GLB, in a colour of its own so that no two are the same file. */
function triangle(red: number): Blob {
  const points = new Float32Array([-1, 0, 0, 1, 0, 0, 0, 1.5, 0]);
  const json = JSON.stringify({
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, material: 0 }] }],
    materials: [
      { doubleSided: true, pbrMetallicRoughness: { baseColorFactor: [red, 0.1, 0.1, 1] } },
    ],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 3,
        type: "VEC3",
        min: [-1, 0, 0],
        max: [1, 1.5, 0],
      },
    ],
    bufferViews: [{ buffer: 0, byteLength: points.byteLength }],
    buffers: [{ byteLength: points.byteLength }],
  });
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 4) * 4));
  const head = new Uint32Array([
    0x46546c67,
    2,
    12 + 8 + text.length + 8 + points.byteLength,
    text.length,
    0x4e4f534a,
  ]);
  const binary = new Uint32Array([points.byteLength, 0x004e4942]);
  return new Blob([head, text, binary, points], { type: "model/gltf-binary" });
}

const dataUrl = (blob: Blob) =>
  new Promise<string>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsDataURL(blob);
  });
const urls = await Promise.all(Array.from({ length: 6 }, (_, i) => dataUrl(triangle(i / 10))));
const broken = await dataUrl(new Blob(["<html>this is no model</html>"]));
const source = (index: number): ModelSource => ({ id: `model ${index}`, url: urls[index] ?? "" });

function makeView(): ModelView {
  const host = document.createElement("div");
  host.style.cssText = "width:200px;height:160px";
  document.body.append(host);
  return new ModelView(host);
}

const frames = (count: number) =>
  new Promise<void>((resolve) => {
    const step = () => (count-- > 0 ? requestAnimationFrame(step) : resolve());
    step();
  });

const views: ModelView[] = [];
const open = () => {
  const view = makeView();
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
    await frames(3);
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
    const [request] = await cache.keys();
    if (!request) throw new Error("nothing was cached");
    await cache.put(request, new Response("rubbish", { headers: { "Content-Length": "7" } }));
    await view.show(null);
    await view.show(source(3));
    expect(view.shownId).toBe("model 3");
    expect(await (await cache.match(request))?.text()).not.toBe("rubbish");
  });

  it("draws no frame while nothing moves", async () => {
    const view = open();
    await view.show(source(1));
    await new Promise((resolve) => setTimeout(resolve, 1200));
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
    const view = open();
    const swap = async (from: number, to: number) => {
      for (let index = from; index < to; index++) {
        await view.show(source((index % 5) + 1));
        await frames(1);
      }
      await new Promise((resolve) => setTimeout(resolve, 600));
      await frames(2);
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
