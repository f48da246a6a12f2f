import { Mesh, MeshPhysicalMaterial, SphereGeometry } from "three";
import { afterEach, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { pixelsOf } from "../../testing/pixels";
import { rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { exported } from "../testing/exported";
import { TestKernel } from "../testing/kernel";

let view: ModelView | null = null;

afterEach(async () => {
  view?.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

const kernel = new TestKernel();
const amber = new MeshPhysicalMaterial({
  roughness: 0,
  transmission: 1,
  thickness: 2,
  attenuationColor: "#e0902a",
  attenuationDistance: 2,
});

/** The pixel in the middle of the view: red, green and blue, 0 to 255. */
async function middle(shown: ModelView): Promise<number[]> {
  await rest(shown.element);
  const { data, width, height } = await pixelsOf(shown.element);
  const at = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 4;
  return [...data.subarray(at, at + 3)];
}

test("glass is coloured by the page behind it, also once that has another theme", async () => {
  const page = document.createElement("section");
  page.style.backgroundColor = "#ffffff";
  const host = document.createElement("div");
  const place = document.createElement("div");
  place.style.cssText = "width:160px;height:160px";
  host.attachShadow({ mode: "open" }).append(place);
  // As in a notebook, whose cells are made before they have their place.
  view = new ModelView(place, { channel: kernel.channel });
  page.append(host);
  document.body.append(page);
  const ball = new Mesh(new SphereGeometry(0.5, 48, 24), amber);
  await view.show(await kernel.add("amber", await exported(ball)));
  const [red = 0, , blue = 0] = await middle(view);
  expect(red).toBeGreaterThan(200);
  expect(blue).toBeLessThan(60);
  page.style.backgroundColor = "#111111";
  await expect.poll(async () => Math.max(...(await middle(view as ModelView)))).toBeLessThan(60);
});
