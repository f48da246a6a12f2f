/** Products of several parts, as a generator names them. */

import {
  BoxGeometry,
  CylinderGeometry,
  DoubleSide,
  Mesh,
  MeshStandardMaterial,
  Object3D,
  SphereGeometry,
} from "three";
import { exported } from "../../testing/exported";

/** A box with a lid on it that is seen as the upper third, and nothing beside them. */
export function box(names: [body: string, lid: string] = ["body", "lid"]): Promise<Blob> {
  const root = new Object3D();
  const body = new Mesh(
    new BoxGeometry(1, 1, 1),
    new MeshStandardMaterial({ color: "#208040", roughness: 1 }),
  );
  const lid = new Mesh(
    new BoxGeometry(1.1, 0.5, 1.1),
    new MeshStandardMaterial({ color: "#c02020", roughness: 1 }),
  );
  body.name = names[0];
  lid.name = names[1];
  body.position.y = 0.5;
  lid.position.y = 1.25;
  root.add(body, lid);
  return exported(root);
}

/** Spheres and cylinders here and there, seen from within as well, some in others, of about so many triangles in all. */
export function clutter(triangles: number, random: () => number): Promise<Blob> {
  const root = new Object3D();
  const pieces = 8;
  const side = Math.max(4, Math.round(Math.sqrt(triangles / pieces / 2)));
  for (let piece = 0; piece < pieces; piece++) {
    const geometry =
      piece % 2
        ? new SphereGeometry(0.2 + 0.4 * random(), side, side)
        : new CylinderGeometry(0.2, 0.3, 0.8, side, side, random() > 0.5);
    const mesh = new Mesh(geometry, new MeshStandardMaterial({ side: DoubleSide }));
    mesh.name = `piece ${piece}`;
    mesh.position.set(random() - 0.5, random() - 0.5, random() - 0.5).multiplyScalar(1.5);
    mesh.rotation.set(3 * random(), 3 * random(), 0);
    mesh.scale.set(0.5 + random(), 0.5 + random(), 0.5 + random());
    root.add(mesh);
  }
  return exported(root);
}
