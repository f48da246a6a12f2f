/**
 * A mesh's triangles, indexed so that a ray finds the first of them without asking each. The index is
 * made of pieces that take a few milliseconds each, since the page has frames to draw meanwhile.
 */

import { BufferAttribute, BufferGeometry, type Mesh, type Ray, type Side, Vector3 } from "three";
import { MeshBVH } from "three-mesh-bvh";

/** Of a piece, which takes a processor about two milliseconds. */
const TRIANGLES = 4_000;

export class MeshIndex {
  readonly #pieces: MeshBVH[] = [];
  #whole = false;

  /** Whether all of it is built. */
  get whole(): boolean {
    return this.#whole;
  }

  /** Build it; the page may do something else at each step. */
  *build(mesh: Mesh): Generator<void> {
    const { index, attributes } = mesh.geometry;
    const position = attributes.position as BufferAttribute | undefined;
    const corners = 3 * Math.floor((index?.count ?? position?.count ?? 0) / 3);
    const posed = yield* this.#posed(mesh);
    for (let start = 0; start < corners; start += 3 * TRIANGLES) {
      const end = Math.min(start + 3 * TRIANGLES, corners);
      const own = new Uint32Array(end - start);
      for (let at = start; at < end; at++) own[at - start] = index ? index.getX(at) : at;
      // Its index is put in another order, so that it is given one of its own.
      const piece = new BufferGeometry();
      piece.setIndex(new BufferAttribute(own, 1));
      if (posed ?? position) piece.setAttribute("position", (posed ?? position) as BufferAttribute);
      this.#pieces.push(new MeshBVH(piece, { setBoundingBox: false }));
      yield;
    }
    this.#whole = true;
  }

  /** How far along a ray of the mesh's own space it meets the mesh; null where it does not. */
  meet(ray: Ray, side: Side): Vector3 | null {
    let nearest = Number.POSITIVE_INFINITY;
    let point: Vector3 | null = null;
    for (const piece of this.#pieces) {
      const hit = piece.raycastFirst(ray, side, 0, nearest);
      if (!hit || hit.distance >= nearest) continue;
      nearest = hit.distance;
      point = hit.point;
    }
    return point;
  }

  /** Where the vertices of a skin, or of a shape between others, are now; null of what has no pose. */
  *#posed(mesh: Mesh): Generator<void, BufferAttribute | null> {
    if (!hasPose(mesh)) return null;
    const count = mesh.geometry.attributes.position?.count ?? 0;
    const places = new Float32Array(3 * count);
    const place = new Vector3();
    for (let vertex = 0; vertex < count; vertex++) {
      mesh.getVertexPosition(vertex, place).toArray(places, 3 * vertex);
      if (vertex % TRIANGLES === TRIANGLES - 1) yield;
    }
    return new BufferAttribute(places, 3);
  }
}

export function hasPose(mesh: Mesh): boolean {
  return "skeleton" in mesh || (mesh.morphTargetInfluences?.length ?? 0) > 0;
}
