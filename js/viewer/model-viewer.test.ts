import "@google/model-viewer/dist/model-viewer.min.js";
import { Spherical, Vector3 } from "three";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { pixelsOf } from "../testing/pixels";
import { Guest, join, leave } from "./renderer";
import type { SharedRenderer } from "./renderer/shared-renderer";
import { apart, CAMERA, ours, PIXELS } from "./testing/comparing";
import { exported } from "./testing/exported";
import { FEATURES } from "./testing/features";
import { TestKernel } from "./testing/kernel";
import { radianceFile, radianceTexture } from "./testing/radiance";
import { FIELD_OF_VIEW } from "./view/framing";

const PAGE = "#ffffff";

/**
 * It has smooth edges and an older three. Its glass is brighter on a page than on a ground that is
 * drawn, where ours is the same.
 */
const MOST_APART = 12;
const OF_GLASS = 22;

/** Milliseconds: the first picture waits for the light, and for whatever else is compiled. */
const PATIENCE = 180_000;

const kernel = new TestKernel();
const guest = new Guest();
let renderer: SharedRenderer;
let viewer: HTMLElement;

beforeAll(async () => {
  await page.viewport(800, 600);
  renderer = join(guest);
  vi.spyOn(renderer.lights, "get").mockReturnValue(radianceTexture(renderer.webgl));
  viewer = document.createElement("model-viewer");
  viewer.style.cssText = `display:block;width:${PIXELS}px;height:${PIXELS}px;background:${PAGE}`;
  const { radius, phi, theta } = new Spherical().setFromVector3(new Vector3(...CAMERA.position));
  const settings = {
    "camera-orbit": `${theta}rad ${phi}rad ${radius}m`,
    "camera-target": "0m 0m 0m",
    "environment-image": `${URL.createObjectURL(radianceFile())}#.hdr`,
    exposure: renderer.webgl.toneMappingExposure,
    "field-of-view": `${FIELD_OF_VIEW}deg`,
    "interaction-prompt": "none",
    loading: "eager",
    "max-camera-orbit": "auto auto 100m",
    "min-camera-orbit": "auto auto 0m",
    "min-field-of-view": "1deg",
    "tone-mapping": "neutral",
  };
  for (const [name, value] of Object.entries(settings)) viewer.setAttribute(name, String(value));
  document.body.append(viewer);
});

afterAll(() => {
  viewer.remove();
  vi.restoreAllMocks();
  leave(guest);
});

async function show(file: Blob): Promise<void> {
  const loaded = new Promise((resolve) => viewer.addEventListener("load", resolve, { once: true }));
  viewer.setAttribute("src", URL.createObjectURL(file));
  await loaded;
  (viewer as HTMLElement & { jumpCameraToGoal(): void }).jumpCameraToGoal();
}

describe("as model-viewer shows it in the same light:", { timeout: PATIENCE }, () => {
  test.each(FEATURES)("%s", async (name, scene) => {
    const file = await exported(scene());
    const picture = await ours(renderer, kernel, file, PAGE);
    await show(file);
    const most = /glass|amber|through/.test(name) ? OF_GLASS : MOST_APART;
    await expect
      .poll(async () => apart(await pixelsOf(viewer), picture), { timeout: PATIENCE / 2 })
      .toBeLessThan(most);
  });
});
