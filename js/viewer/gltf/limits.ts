/** What a file may hold at most: more would hold the page up, or take its memory. */

import { fileTexts } from "../texts";
import { ModelParseError } from "./model-parse-error";

export const MOST = {
  vertices: 10_000_000,
  indices: 60_000_000,
  /** Where meshes are used several times, each time counts. */
  "vertices to draw": 100_000_000,
  meshes: 20_000,
  /** Each of them a call of the GPU; where meshes are used several times, each time counts. */
  "parts to draw": 20_000,
  "shapes to morph into": 512,
  nodes: 50_000,
  "levels of nodes": 1000,
  instances: 200_000,
  "MB of geometry": 1024,
  pictures: 512,
};

/** @throws ModelParseError where there are more than can be shown. */
export function keepWithin(what: keyof typeof MOST, count: number): void {
  if (count <= MOST[what]) return;
  const [found, most] = [count.toLocaleString("en"), MOST[what].toLocaleString("en")];
  throw new ModelParseError(fileTexts.tooMany(found, what, most));
}

/** Pixels along a picture's side, and of all pictures together. */
export const MOST_PICTURE_SIDE = 16_384;
export const MOST_PICTURE_PIXELS = 400_000_000;

/** Of what a model can do without: what is more is left out. */
export const MOST_ANIMATIONS = 200;
export const MOST_MOVEMENTS = 20_000;
export const MOST_ANIMATION_SECONDS = 3600;
export const MOST_CAMERAS = 100;
export const MOST_VARIANTS = 200;
