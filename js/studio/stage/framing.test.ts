import { expect, test } from "vitest";
import type { CameraState } from "../../contract";
import { count, pixelsOf } from "../../testing/pixels";
import { openPanel } from "../testing/open-panel";

const ASIDE: CameraState = { position: [1, 0.5, 0.2], target: [0, 0.1, 0] };

test("the button and an empty trait have the camera fit the product again", async () => {
  const panel = await openPanel();
  await panel.make("a red box");
  const view = panel.find(".model-view");
  const size = async () => {
    await panel.settled();
    return count(await pixelsOf(view), (red, green, blue) => red > green + 60 && red > blue + 60);
  };
  const framed = await size();
  const isFramed = async () => Math.abs((await size()) / framed - 1) < 0.01;
  const { camera } = panel.session;

  camera.value = ASIDE;
  expect(await isFramed()).toBe(false);
  await panel.button("Frame the product").click();
  expect(camera.value).toBeNull();
  await expect.poll(isFramed).toBe(true);

  camera.value = ASIDE;
  expect(await isFramed()).toBe(false);
  camera.value = null;
  await expect.poll(isFramed).toBe(true);
});
