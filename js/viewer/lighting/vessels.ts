/** Which glass is the wall of a hollow vessel. */

import {
  Box3,
  type BufferAttribute,
  DoubleSide,
  type Material,
  Mesh,
  MeshPhysicalMaterial,
  type Object3D,
  Vector3,
} from "three";
import { drawAsSpecified } from "./glass";

/** A wall is no thicker than this share of what it is the wall of. */
const WALL_SHARE = 0.1;

/** Prepare the glass of a decoded scene: vessels show their far side, all else is as specified. */
export function prepareGlass(root: Object3D): void {
  const walls = new Set<Material>();
  const specified = new Map<Material, Material>();
  root.traverse((node) => {
    if (!(node instanceof Mesh)) return;
    const { material } = node;
    if (!(material instanceof MeshPhysicalMaterial) || material.transmission === 0) return;
    if (isWall(node, material)) {
      walls.add(material);
      return;
    }
    // A copy, since a vessel may be of the same glass.
    const own = specified.get(material) ?? asSpecified(material);
    specified.set(material, own);
    node.material = own;
  });
  for (const wall of walls) wall.side = DoubleSide;
}

function isWall({ geometry }: Mesh, { thickness }: MeshPhysicalMaterial): boolean {
  const box = new Box3().setFromBufferAttribute(geometry.attributes.position as BufferAttribute);
  return thickness > 0 && thickness <= WALL_SHARE * Math.min(...box.getSize(new Vector3()));
}

function asSpecified(material: MeshPhysicalMaterial): MeshPhysicalMaterial {
  const copy = material.clone();
  drawAsSpecified(copy);
  return copy;
}
