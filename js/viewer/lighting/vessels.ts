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
  const meshes: Mesh[] = [];
  root.traverse((node) => {
    if (node instanceof Mesh) meshes.push(node);
  });
  prepareGlassOf(meshes);
}

/** The same for what these meshes wear. */
export function prepareGlassOf(meshes: Iterable<Mesh>): void {
  const walls = new Set<Material>();
  const specified = new Map<Material, Material>();
  for (const mesh of meshes) {
    const { material } = mesh;
    if (!(material instanceof MeshPhysicalMaterial) || material.transmission === 0) continue;
    if (isWall(mesh, material)) {
      walls.add(material);
      continue;
    }
    // A copy, since a vessel may be of the same glass.
    const own = specified.get(material) ?? asSpecified(material);
    specified.set(material, own);
    mesh.material = own;
  }
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
