import { BoxGeometry, Mesh, MeshStandardMaterial } from "three";
import { afterEach, describe, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import type { CameraState, ModelSource } from "../../contract";
import { pixelsOf } from "../../testing/pixels";
import { rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { exported } from "../testing/exported";
import { TestKernel } from "../testing/kernel";

const kernel = new TestKernel();

async function bar(scale: number): Promise<ModelSource> {
  const geometry = new BoxGeometry(2 * scale, 0.5 * scale, 0.2 * scale);
  const file = await exported(new Mesh(geometry, new MeshStandardMaterial({ color: "#cc0d0d" })));
  return kernel.add(`a bar of ${scale}`, file);
}

const small = await bar(1);
const large = await bar(3);

const views: ModelView[] = [];

afterEach(async () => {
  for (const view of views.splice(0)) view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

function open(width: number, camera?: CameraState): { view: ModelView; host: HTMLElement } {
  const host = document.createElement("div");
  host.style.cssText = `width:${width}px;height:200px`;
  document.body.append(host);
  const view = new ModelView(host, { channel: kernel.channel, ...(camera && { camera }) });
  views.push(view);
  return { view, host };
}

/** What the product takes of the width of its view: 1 and it is cut. */
async function share(view: ModelView): Promise<number> {
  await rest(view.element);
  const { data, width } = await pixelsOf(view.element);
  let [left, right] = [width, 0];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (red < green + 60 || red < blue + 60) continue;
    left = Math.min(left, (at / 4) % width);
    right = Math.max(right, (at / 4) % width);
  }
  return (right - left + 1) / width;
}

const press = (view: ModelView, key: string) =>
  view.element.dispatchEvent(new KeyboardEvent("keydown", { key }));

const FITS = 0.82;

describe("until someone moves it, the camera fits", () => {
  test("a product that grew", async () => {
    const { view } = open(300);
    await view.show(small);
    expect(await share(view)).toBeCloseTo(FITS, 1);
    await view.show(large);
    expect(await share(view)).toBeCloseTo(FITS, 1);
  });

  test("a view that gets narrower, and wider", async () => {
    const { view, host } = open(400);
    await view.show(small);
    for (const width of [100, 240]) {
      host.style.width = `${width}px`;
      await expect.poll(() => share(view)).toBeCloseTo(FITS, 1);
    }
  });

  test("a view that was hidden when its model came", async () => {
    const { view, host } = open(120);
    host.style.display = "none";
    await view.show(small);
    host.style.display = "block";
    await expect.poll(() => share(view)).toBeCloseTo(FITS, 1);
  });
});

describe("once someone moved it, the camera stays", () => {
  test.each<[string, (view: ModelView) => void]>([
    ["the user", (view) => press(view, "ArrowRight")],
    [
      "who set it",
      (view) => {
        view.camera = { position: [0, 1, 8], target: [0, 0, 0] };
      },
    ],
  ])("where it was moved to by %s, until it is to fit again", async (_, move) => {
    const { view, host } = open(300);
    await view.show(small);
    await rest(view.element);
    move(view);
    await rest(view.element);
    const { camera } = view;
    await view.show(large);
    host.style.width = "150px";
    await rest(view.element);
    expect(view.camera).toEqual(camera);
    view.camera = null;
    expect(await share(view)).toBeCloseTo(FITS, 1);
    await view.show(small);
    expect(await share(view)).toBeCloseTo(FITS, 1);
  });

  test("where it was when the view was opened", async () => {
    const camera: CameraState = { position: [0, 1, 8], target: [0, 0, 0] };
    const { view } = open(300, camera);
    await view.show(large);
    await rest(view.element);
    for (const [at, value] of camera.position.entries()) {
      expect(view.camera.position[at]).toBeCloseTo(value, 6);
    }
  });
});

test("linked cameras turn together, fit together, and neither answers the other", async () => {
  const [left, right] = [open(300).view, open(200).view];
  const told: (CameraState | null)[] = [];
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    one.on("camera", (camera) => {
      told.push(camera);
      other.camera = camera;
    });
  }
  await left.show(small);
  await right.show(large);
  await rest(left.element, right.element);
  expect(told).toEqual([]);
  press(left, "ArrowRight");
  await expect.poll(() => told).toHaveLength(1);
  await rest(left.element, right.element);
  for (const [at, value] of left.camera.position.entries()) {
    expect(right.camera.position[at]).toBeCloseTo(value, 6);
  }
  press(right, "0");
  for (const view of [left, right]) expect(await share(view)).toBeCloseTo(FITS, 1);
  await left.show(large);
  expect(await share(left)).toBeCloseTo(FITS, 1);
  expect(told).toEqual([told[0], null]);
});
