/** Which part of a model a ray meets first. */

import {
  type BufferGeometry,
  FrontSide,
  InstancedMesh,
  type Intersection,
  type Material,
  Matrix4,
  type Mesh,
  Ray,
  Raycaster,
  type Side,
  type Vector3,
} from "three";
import { hasPose, MeshIndex } from "./mesh-index";

interface Pickable {
  readonly part: string;
  readonly mesh: Mesh;
}

/** Of one step of building, after which the page may have its frame. */
const STEP_MILLISECONDS = 6;

export class Picking {
  readonly #pickables: readonly Pickable[];
  /** Of what has no pose, for all meshes of a geometry. */
  readonly #shared = new Map<BufferGeometry, MeshIndex>();
  readonly #indices = new Map<Mesh, MeshIndex>();
  readonly #local = new Ray();
  readonly #place = new Matrix4();
  readonly #inverse = new Matrix4();
  readonly #raycaster = new Raycaster();
  #building: Generator<void> | null = null;
  #ready = false;

  constructor(pickables: readonly Pickable[]) {
    this.#pickables = pickables;
  }

  /** Whether `pick` is quick, however many triangles there are. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Work on what makes it quick for a few milliseconds. */
  prepare(): void {
    this.#building ??= this.#build();
    const end = performance.now() + STEP_MILLISECONDS;
    while (!this.#ready && performance.now() < end) {
      if (this.#building.next().done) this.#ready = true;
    }
  }

  /** What animates or is chosen put it in another pose. */
  posed(): void {
    for (const mesh of this.#indices.keys()) {
      if (!hasPose(mesh)) continue;
      this.#indices.delete(mesh);
      this.#ready = false;
      this.#building = null;
    }
  }

  /** The part that a ray meets first, of those that are not left out; in metres. */
  pick(ray: Ray, without: ReadonlySet<string>): string | null {
    let nearest = Number.POSITIVE_INFINITY;
    let found: string | null = null;
    for (const { part, mesh } of this.#pickables) {
      if (without.has(part)) continue;
      const distance = this.#distance(ray, mesh);
      if (distance >= nearest) continue;
      nearest = distance;
      found = part;
    }
    return found;
  }

  *#build(): Generator<void> {
    for (const { mesh } of this.#pickables) {
      if (this.#indices.has(mesh)) continue;
      const shared = hasPose(mesh) ? undefined : this.#shared.get(mesh.geometry);
      const index = shared ?? new MeshIndex();
      if (!shared) yield* index.build(mesh);
      if (!hasPose(mesh)) this.#shared.set(mesh.geometry, index);
      this.#indices.set(mesh, index);
    }
  }

  #distance(ray: Ray, mesh: Mesh): number {
    const index = this.#indices.get(mesh);
    if (!index?.whole) return this.#slowly(ray, mesh);
    if (!(mesh instanceof InstancedMesh)) return this.#meet(ray, mesh, index, mesh.matrixWorld);
    let nearest = Number.POSITIVE_INFINITY;
    for (let instance = 0; instance < mesh.count; instance++) {
      mesh.getMatrixAt(instance, this.#place);
      this.#place.premultiply(mesh.matrixWorld);
      nearest = Math.min(nearest, this.#meet(ray, mesh, index, this.#place));
    }
    return nearest;
  }

  #meet(ray: Ray, mesh: Mesh, index: MeshIndex, place: Matrix4): number {
    this.#local.copy(ray).applyMatrix4(this.#inverse.copy(place).invert());
    const point: Vector3 | null = index.meet(this.#local, sideOf(mesh.material));
    return point ? point.applyMatrix4(place).distanceTo(ray.origin) : Number.POSITIVE_INFINITY;
  }

  /** By asking each triangle, which takes as long as it takes. */
  #slowly(ray: Ray, mesh: Mesh): number {
    const hits: Intersection[] = [];
    this.#raycaster.ray.copy(ray);
    mesh.raycast(this.#raycaster, hits);
    return hits.reduce(
      (least, { distance }) => Math.min(least, distance),
      Number.POSITIVE_INFINITY,
    );
  }
}

function sideOf(material: Material | Material[]): Side {
  return (Array.isArray(material) ? material[0]?.side : material.side) ?? FrontSide;
}
