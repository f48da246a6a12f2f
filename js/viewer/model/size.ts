/** Brings a model to a size that can be drawn. */

import { type Box3, Group, type Object3D, Vector3 } from "three";
import { measure } from "./measure";
import { ModelParseError } from "./model-parse-error";

/** In metres: a model between these is drawn as it is, and any other as if it were of one metre. */
const SMALLEST = 1e-3;
const LARGEST = 1e6;

/** In metres: beyond these the numbers of a GPU end. */
const LEAST = 1e-15;
const MOST = 1e15;

/**
 * The model to draw, and the box of what is seen of it.
 *
 * @throws ModelParseError where that is nothing, or of a size that no GPU can draw.
 */
export function bringToSize(scene: Object3D): { root: Object3D; box: Box3 } {
  const box = measure(scene);
  const size = box.getSize(new Vector3()).length();
  if (box.isEmpty() || size === 0) {
    throw new ModelParseError(
      "This file holds nothing that can be seen: what is in it is hidden, empty or has no size.",
    );
  }
  const reach = Math.max(...[...box.min, ...box.max].map(Math.abs));
  if (reach > MOST || size < LEAST) {
    throw new ModelParseError(
      `This product is ${inMetres(reach > MOST ? reach : size)} in size, which cannot be drawn. Export it in metres.`,
    );
  }
  if (size > SMALLEST && size < LARGEST) return { root: scene, box };
  const root = new Group().add(scene);
  root.scale.setScalar(1 / size);
  root.position.copy(box.getCenter(new Vector3())).divideScalar(-size);
  return { root, box: measure(root) };
}

function inMetres(size: number): string {
  return `10^${Math.round(Math.log10(size))} m`;
}
