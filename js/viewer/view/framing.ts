/** Where a camera first looks at a product from, before anyone has moved it. */

import { type Box3, Vector3, type Vector3Tuple } from "three";

/** Degrees; long enough a lens that products do not bulge. */
export const FIELD_OF_VIEW = 24;

/** From the product to the camera: its front, turned a little, seen from a little above. */
const FIRST_DIRECTION: Vector3Tuple = [0.2, 0.2, 1];

/** Share of the picture that the product may take. */
export interface Fill {
  height: number;
  width: number;
}

const VIEW_FILL: Fill = { height: 0.74, width: 0.82 };

/** What half of a picture is of its distance, with this field of view in degrees. */
export function halfHeight(fieldOfView: number): number {
  return Math.tan((fieldOfView * Math.PI) / 360);
}

/** The first pose of a camera with this aspect, which centres the whole of a box in its picture. */
export function firstPose(
  box: Box3,
  aspect: number,
  fill: Fill = VIEW_FILL,
  fieldOfView = FIELD_OF_VIEW,
): { position: Vector3; target: Vector3; distance: number } {
  const back = new Vector3(...FIRST_DIRECTION).normalize();
  const right = new Vector3(0, 1, 0).cross(back).normalize();
  const up = back.clone().cross(right);
  const target = box.getCenter(new Vector3());
  const corners = cornersOf(box);
  const half = halfHeight(fieldOfView);
  let distance =
    (Math.max(box.getSize(new Vector3()).length(), 1e-6) * 3 * halfHeight(FIELD_OF_VIEW)) / half;
  // Perspective makes this a fixed point: nearer corners grow faster than farther ones. Steps are
  // damped, or the pose of a box that is deep for its width would swing about it.
  for (let round = 0; round < 40; round++) {
    const across = span(corners, target, right, back, distance, half);
    const along = span(corners, target, up, back, distance, half);
    target.addScaledVector(right, across.middle * distance * half);
    target.addScaledVector(up, along.middle * distance * half);
    distance *= Math.max(across.half / aspect / fill.width, along.half / fill.height) ** 0.5;
  }
  return { position: target.clone().addScaledVector(back, distance), target, distance };
}

function cornersOf({ min, max }: Box3): Vector3[] {
  return [min.x, max.x].flatMap((x) =>
    [min.y, max.y].flatMap((y) => [min.z, max.z].map((z) => new Vector3(x, y, z))),
  );
}

/** What points take up along one axis of a square picture, where its half is 1. */
function span(
  points: Vector3[],
  target: Vector3,
  axis: Vector3,
  back: Vector3,
  distance: number,
  half: number,
): { middle: number; half: number } {
  const places = points.map((point) => {
    const offset = point.clone().sub(target);
    const depth = Math.max(distance - offset.dot(back), distance * 0.05);
    return offset.dot(axis) / depth / half;
  });
  const low = Math.min(...places);
  const high = Math.max(...places);
  return { middle: (low + high) / 2, half: (high - low) / 2 };
}
