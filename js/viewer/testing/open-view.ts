/** Views on the test's page, of models that the test makes; all of them are gone after each test. */

import type { Object3D } from "three";
import { afterAll, afterEach, beforeAll } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { pixelsOf } from "../../testing/pixels";
import { rest } from "../../testing/rest";
import { ModelView, type ModelViewOptions } from "../model-view";
import { Guest, join, leave } from "../renderer";
import { exported } from "./exported";
import { TestKernel } from "./kernel";

const kernel = new TestKernel();
const open: ModelView[] = [];
const guest = new Guest();
let count = 0;

// Kept from test to test: to make a renderer and its light takes seconds without a GPU.
beforeAll(() => {
  join(guest);
});
afterAll(() => leave(guest));
afterEach(async () => {
  for (const view of open.splice(0)) view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

export async function openView(
  scene: Object3D,
  options: ModelViewOptions & { page?: string; size?: [width: number, height: number] } = {},
): Promise<ModelView> {
  const { page = "#ffffff", size: [width, height] = [240, 240], ...rest } = options;
  const host = document.createElement("div");
  host.style.cssText = `width:${width}px;height:${height}px;background-color:${page}`;
  document.body.append(host);
  const view = new ModelView(host, { channel: kernel.channel, ...rest });
  open.push(view);
  await view.show(await kernel.add(`view ${++count}`, await exported(scene)));
  return view;
}

/** What is on screen once it stays as it is. */
export async function seen(view: ModelView): Promise<ImageData> {
  await rest(view.element);
  return pixelsOf(view.element);
}

/** A pixel by its place in the picture, each from 0 to 1: red, green and blue, 0 to 255. */
export function pixel({ data, width, height }: ImageData, x: number, y: number): number[] {
  const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
  return [...data.subarray(at, at + 3)];
}
