import { afterEach, describe, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { dataUrl } from "../../data-url";
import { count, decode } from "../../testing/pixels";
import { ModelView } from "../model-view";

let view: ModelView | null = null;

afterEach(async () => {
  view?.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

async function pictureOf(url: string): Promise<ImageData> {
  const host = document.createElement("div");
  host.style.cssText = "width:120px;height:120px";
  document.body.append(host);
  view = new ModelView(host);
  await view.show({ id: url, url });
  return decode(await view.screenshot());
}

const red = (picture: ImageData) =>
  count(picture, (r, g, b, alpha) => alpha > 200 && r > 0.8 * (g + b) && r > 100);
const black = (picture: ImageData) =>
  count(picture, (r, g, b, alpha) => alpha > 200 && r + g + b < 200);

/** A white square in which parts may be black: times the material's red, red and black. */
async function squareWith(
  side: number,
  blackened: [number, number, number, number],
  sample = "webp",
) {
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = "white";
  context.fillRect(0, 0, side, side);
  context.fillStyle = "black";
  context.fillRect(...blackened);
  const picture = await canvas.convertToBlob({ type: "image/webp" });
  const answer = await fetch(`/samples/${sample}.glb`, { method: "POST", body: picture });
  return dataUrl(await answer.blob());
}

const asked = () =>
  performance
    .getEntriesByType("resource")
    // With a query they are the modules that tell where the files are.
    .filter(({ name }) => !name.includes("?"))
    .map(({ name }) => name.replace(/.*\//, ""));

describe("a model", () => {
  test("without compression asks for no decoder", async () => {
    expect(red(await pictureOf("/samples/plain.glb"))).toBeGreaterThan(2000);
    expect(asked().filter((name) => /draco|basis|meshopt_decoder/.test(name))).toEqual([]);
  });

  test.each([
    ["Draco", "/samples/draco.glb", "draco_decoder.wasm"],
    ["meshopt", "/samples/meshopt.glb", "meshopt_decoder.module.js"],
    ["KTX2 with UASTC", "/samples/uastc.glb", "basis_transcoder.wasm"],
    ["KTX2 with ETC1S", "/samples/etc1s.glb", "basis_transcoder.wasm"],
  ])("in %s is shown by its own decoder", async (_, url, decoder) => {
    expect(red(await pictureOf(url))).toBeGreaterThan(2000);
    expect(asked()).toContain(decoder);
  });

  test("with a WebP texture is shown", async () => {
    expect(red(await pictureOf(await squareWith(8, [0, 0, 0, 0])))).toBeGreaterThan(2000);
  });

  test("with a picture that two textures share has it in both", async () => {
    const picture = await pictureOf(await squareWith(64, [0, 32, 64, 32], "shared"));
    const violet = count(picture, (r, g, b, a) => a > 200 && r > 100 && b > 150 && g < r);
    expect(violet).toBeGreaterThan(1000);
    expect(black(picture) / violet).toBeGreaterThan(0.8);
    expect(black(picture) / violet).toBeLessThan(1.25);
  });

  test("has the whole of a texture that goes up in many parts, and its smaller levels", async () => {
    // Seen a twentieth as large, so that it is one of the levels that is looked at.
    const picture = await pictureOf(await squareWith(2048, [0, 1024, 2048, 1024]));
    expect(red(picture)).toBeGreaterThan(1000);
    expect(black(picture) / red(picture)).toBeGreaterThan(0.8);
    expect(black(picture) / red(picture)).toBeLessThan(1.25);
  });
});
