/** Where a document has its nodes. */

import { Vector3 } from "three";
import type { Fields } from "./document";
import { damaged } from "./model-parse-error";

const TRANSFORMS: [name: string, length: number][] = [
  ["matrix", 16],
  ["translation", 3],
  ["rotation", 4],
  ["scale", 3],
];

/** Of a flattened node: as good as flat, and yet something to divide by. */
const FLAT = 1e-6;

/**
 * Have a node's place be one that the loader carries out: a matrix that flattens, which it cannot take
 * apart, it would take for none.
 *
 * @throws ModelParseError where it is no place.
 */
export function checkPlace(node: Fields, name: string): void {
  for (const [transform, length] of TRANSFORMS) {
    const numbers = node[transform];
    if (numbers === undefined) continue;
    const all = Array.isArray(numbers) && numbers.every((each) => typeof each === "number");
    if (!all || numbers.length !== length) throw damaged(`the place of ${name} is no place`);
  }
  if (node.matrix !== undefined) flatten(node, node.matrix as number[]);
}

function flatten(node: Fields, matrix: number[]): void {
  const [x, y, z] = [0, 4, 8].map((at) => new Vector3().fromArray(matrix, at)) as Axes;
  if (x.clone().cross(y).dot(z) !== 0) return;
  const planes = [y.clone().cross(z), z.clone().cross(x), x.clone().cross(y)];
  const widest = planes.reduce((one, other) => (other.length() > one.length() ? other : one));
  if (widest.length() === 0) {
    delete node.matrix;
    node.scale = [0, 0, 0];
    return;
  }
  const size = Math.max(x.length(), y.length(), z.length()) * FLAT;
  const flat = [...matrix];
  widest.setLength(size).toArray(flat, planes.indexOf(widest) * 4);
  node.matrix = flat;
}

type Axes = [Vector3, Vector3, Vector3];
