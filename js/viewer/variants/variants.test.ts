import { afterEach, beforeEach, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { dataUrl } from "../../data-url";
import { count, decode } from "../../testing/pixels";
import { rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { viewerStatistics } from "../renderer";
import { coloured, filmed, sliding } from "../testing/moving";

let view: ModelView;

beforeEach(() => {
  const host = document.createElement("div");
  host.style.cssText = "width:200px;height:200px";
  document.body.append(host);
  view = new ModelView(host);
});

afterEach(async () => {
  view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

async function show(file: Blob, id: string): Promise<void> {
  await view.show({ id, url: await dataUrl(file) });
}

/** Pixels that are red, green and blue. */
async function seen(): Promise<string> {
  const picture = await decode(await view.screenshot());
  const shares = {
    red: count(picture, (r, g, b) => r > 1.5 * g && r > 1.5 * b && r > 40),
    green: count(picture, (r, g, b) => g > 1.5 * r && g > 1.5 * b && g > 40),
    blue: count(picture, (r, g, b) => b > 1.5 * r && b > 1.5 * g && b > 40),
  };
  return Object.entries(shares)
    .filter(([, pixels]) => pixels > 500)
    .map(([name]) => name)
    .join();
}

test("of a file are told by name, and change its colours there and back", async () => {
  await show(await coloured(), "coloured");
  const { variants } = view.motion;
  expect(variants.names).toEqual(["Ocean", "Meadow"]);
  expect(await seen()).toBe("red");
  variants.chosen = "Ocean";
  expect(await seen()).toBe("blue");
  variants.chosen = "Meadow";
  expect(await seen()).toBe("green");
  variants.chosen = "there is none";
  expect(await seen()).toBe("red");
  variants.chosen = "";
  expect(await seen()).toBe("red");
});

test("are in none but the view that has them chosen, and in no thumbnail", async () => {
  await show(await coloured(), "coloured");
  view.motion.variants.chosen = "Ocean";
  const thumbnail = await decode((await view.thumbnail(64)) as Blob);
  expect(count(thumbnail, (r, g, b) => r > 1.5 * b && r > g)).toBeGreaterThan(200);
  expect(await seen()).toBe("blue");
});

test("go from the GPU with their model", async () => {
  await show(await coloured(), "coloured");
  for (const name of view.motion.variants.names) {
    view.motion.variants.chosen = name;
    await view.screenshot();
  }
  const { textures, geometries } = viewerStatistics();
  await show(await coloured(), "again");
  await view.screenshot();
  const later = viewerStatistics();
  expect(later.textures - textures).toBeLessThanOrEqual(1);
  expect(later.geometries - geometries).toBeLessThanOrEqual(2);
});

/** Rows of the picture that show the product, as a share of its height. */
async function height(): Promise<number> {
  await rest(view.element);
  const { data, width, height: rows } = await decode(await view.screenshot());
  const red = new Set<number>();
  for (let at = 0; at < data.length; at += 4) {
    const [r = 0, g = 0, , alpha = 0] = data.subarray(at, at + 4);
    if (alpha > 200 && r > 1.5 * g) red.add(Math.floor(at / 4 / width));
  }
  return red.size / rows;
}

test("a file's cameras show what they see, until the view's own camera is moved", async () => {
  await show(await filmed(), "filmed");
  const { cameras } = view.motion;
  expect(cameras.names).toEqual(["Front", "Top"]);
  cameras.chosen = "Front";
  expect(await height()).toBeCloseTo(1 / 3, 1);
  expect(view.camera.position[2]).toBeCloseTo(3);
  // Half of two metres, and as large as the far side of the cube.
  cameras.chosen = "Top";
  expect(await height()).toBeCloseTo(1 / 2, 1);
  view.element.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
  expect(cameras.chosen).toBe("");
  await view.frame(false);
  expect(await height()).toBeGreaterThan(0.6);
});

test("a file's camera that is moved by an animation takes the view with it", async () => {
  const file = await sliding((json) => {
    json.cameras = [{ type: "perspective", perspective: { yfov: 1, znear: 0.1 } }];
    json.nodes.push({ name: "eye", camera: 0, translation: [0, 0, 4] });
    json.nodes[0].children = [json.nodes.length - 1];
  });
  await show(file, "carried");
  view.motion.cameras.chosen = "eye";
  expect(view.camera.position[0]).toBeCloseTo(0);
  view.motion.playback.seek(0.5);
  expect(view.camera.position[0]).toBeCloseTo(1);
  expect(view.motion.cameras.chosen).toBe("eye");
});
