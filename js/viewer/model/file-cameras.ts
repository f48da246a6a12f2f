/** The cameras that a file has in its scene, and where they look from. */

import { type Object3D, type Sphere, Vector3 } from "three";
import type { GLTFParser } from "three/addons/loaders/GLTFLoader.js";
import type { CameraState } from "../../contract";
import type { DocumentCamera, Lens } from "../gltf/cameras";

export interface FileCamera {
  name: string;
  /** It looks along the -z axis of this node. */
  node: Object3D;
  lens: Lens;
}

/** A camera's place, and the angle (degrees) that it sees from bottom to top. */
export interface Sight {
  state: CameraState;
  angle: number;
}

/** Degrees: so narrow that near and far look as large as each other. */
const ORTHOGRAPHIC_ANGLE = 1;

/** Of what is looked at: a camera within it still looks at something in front of it. */
const NEAREST_SHARE = 0.1;

export async function findCameras(
  cameras: readonly DocumentCamera[],
  parser: GLTFParser,
): Promise<FileCamera[]> {
  return Promise.all(
    cameras.map(async ({ name, node, lens }) => ({
      name,
      node: await parser.getDependency("node", node),
      lens,
    })),
  );
}

/**
 * What a camera sees of something, in a view of this aspect: all of its own picture is in it. Null
 * where it stands nowhere.
 */
export function sightOf({ node, lens }: FileCamera, of: Sphere, aspect: number): Sight | null {
  node.updateWorldMatrix(true, false);
  const place = new Vector3().setFromMatrixPosition(node.matrixWorld);
  const ahead = new Vector3().setFromMatrixColumn(node.matrixWorld, 2).negate().normalize();
  const depth = Math.max(of.center.clone().sub(place).dot(ahead), of.radius * NEAREST_SHARE);
  const target = place.clone().addScaledVector(ahead, depth);
  let angle: number;
  if (lens.kind === "perspective") {
    const half = Math.tan(lens.angle / 2);
    const wide = (half * (lens.aspect ?? aspect)) / aspect;
    angle = 2 * Math.atan(Math.max(half, wide)) * (180 / Math.PI);
  } else {
    angle = ORTHOGRAPHIC_ANGLE;
    const half = Math.max(lens.height, lens.width / aspect);
    const back = half / Math.tan((ORTHOGRAPHIC_ANGLE * Math.PI) / 360);
    place.copy(target).addScaledVector(ahead, -back);
  }
  const found = [...place, ...target, angle].every(Number.isFinite) && ahead.length() > 0;
  const state = { position: place.toArray(), target: target.toArray() };
  return found ? { state, angle } : null;
}
