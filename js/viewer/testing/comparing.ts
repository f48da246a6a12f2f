/** A file as we draw it on a page of one colour, and how far that is from another picture of it. */

import { Color, PerspectiveCamera } from "three";
import type { CameraState } from "../../contract";
import type { SharedRenderer } from "../renderer/shared-renderer";
import { FIELD_OF_VIEW } from "../view/framing";
import type { TestKernel } from "./kernel";

export const PIXELS = 96;
export const CAMERA: CameraState = { position: [0, 1, 6], target: [0, 0, 0] };
export const LOOK = { lighting: "studio", camera: CAMERA } as const;

export async function ours(
  renderer: SharedRenderer,
  kernel: TestKernel,
  file: Blob,
  ground: string,
  shadow = false,
): Promise<ImageData> {
  const source = await kernel.add(crypto.randomUUID(), file);
  const model = await renderer.residency.acquire(source, {
    channel: kernel.channel,
    signal: new AbortController().signal,
    lighting: LOOK.lighting,
    hasty: true,
  });
  if (shadow) model.shadow.draw(renderer.webgl);
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 100);
  camera.position.set(...CAMERA.position);
  camera.lookAt(...CAMERA.target);
  const { lighting } = LOOK;
  const look = { camera, lighting, wireframe: false, ground: new Color(ground) };
  const bitmap = await renderer.drawSmoothly(model, look, PIXELS, PIXELS);
  renderer.residency.unpin(model);
  const canvas = new OffscreenCanvas(PIXELS, PIXELS);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = ground;
  context.fillRect(0, 0, PIXELS, PIXELS);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, PIXELS, PIXELS);
}

/** How far two pictures are apart in a channel of a pixel that is not of the ground, on average. */
export function apart(one: ImageData, other: ImageData): number {
  const ground = [...one.data.subarray(0, 3)];
  let sum = 0;
  let pixels = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    const of = ({ data }: ImageData) => [...data.subarray(at, at + 3)];
    const differs = (colour: number[]) => colour.some((value, axis) => value !== ground[axis]);
    const [here = [], there = []] = [of(one), of(other)];
    if (!differs(here) && !differs(there)) continue;
    pixels += 1;
    for (const axis of [0, 1, 2]) sum += Math.abs((here[axis] ?? 0) - (there[axis] ?? 0)) / 3;
  }
  return sum / pixels;
}
