/** Where points of a model are on screen. */

import { Matrix4, type PerspectiveCamera, type Vector3, Vector4 } from "three";

/** CSS pixels from the upper left corner of the view. */
export interface Point {
  x: number;
  y: number;
}

/** Null behind the camera. */
export type Place = Point | null;

/** For a camera whose matrices are of now. */
export function placeOf(
  camera: PerspectiveCamera,
  width: number,
  height: number,
): (point: Vector3) => Place {
  const matrix = new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
  return ({ x, y, z }) => {
    const at = new Vector4(x, y, z, 1).applyMatrix4(matrix);
    if (at.w <= camera.near) return null;
    return { x: ((at.x / at.w + 1) / 2) * width, y: ((1 - at.y / at.w) / 2) * height };
  };
}
