/** What of a model's geometry is sound: one vertex that is nowhere would spoil whatever is drawn with it. */

import {
  type BufferAttribute,
  BufferGeometry,
  InstancedMesh,
  type InterleavedBufferAttribute,
  LineSegments,
  Mesh,
  type Object3D,
  SkinnedMesh,
} from "three";
import { damaged } from "../gltf/model-parse-error";

export type Vertices = BufferAttribute | InterleavedBufferAttribute;

/**
 * Have nothing drawn with a vertex that is nowhere, or hangs on a bone that is not there.
 *
 * @throws ModelParseError where there are not the vertices that its indices name.
 */
export function keepSound(root: Object3D): void {
  const seen = new Set<BufferGeometry>();
  root.traverse((node) => {
    // Of instances three forgets by how much they are morphed, and its renderer asks for it.
    if (node instanceof InstancedMesh) Mesh.prototype.updateMorphTargets.call(node);
    const { geometry } = node as { geometry?: unknown };
    if (!(geometry instanceof BufferGeometry) || seen.has(geometry)) return;
    seen.add(geometry);
    checkIndices(geometry);
    const broken = brokenVertices(node, geometry);
    if (broken.size > 0) drop(geometry, broken, cornersOf(node));
  });
}

function checkIndices({ index, attributes }: BufferGeometry): void {
  const count = attributes.position?.count ?? 0;
  for (const vertex of index?.array ?? []) {
    if (vertex >= count) throw damaged(`vertex ${vertex} of ${count} is missing`);
  }
}

function brokenVertices(node: Object3D, { attributes }: BufferGeometry): Set<number> {
  const broken = new Set<number>();
  const { position, skinIndex, skinWeight } = attributes;
  for (let vertex = 0; vertex < (position?.count ?? 0); vertex++) {
    if (!isPlace(position as Vertices, vertex)) broken.add(vertex);
  }
  if (!(node instanceof SkinnedMesh) || !skinIndex || !skinWeight) return broken;
  const { bones } = node.skeleton;
  for (let vertex = 0; vertex < skinIndex.count; vertex++) {
    const hangs = [0, 1, 2, 3].every(
      (at) =>
        skinWeight.getComponent(vertex, at) === 0 || bones[skinIndex.getComponent(vertex, at)],
    );
    if (!hangs) broken.add(vertex);
  }
  return broken;
}

function drop(geometry: BufferGeometry, broken: Set<number>, corners: number): void {
  const position = geometry.attributes.position as Vertices;
  for (const vertex of broken) position.setXYZ(vertex, 0, 0, 0);
  const { index } = geometry;
  const order = index ? Array.from(index.array) : [...Array(position.count).keys()];
  const kept: number[] = [];
  for (let at = 0; at + corners <= order.length; at += corners) {
    const primitive = order.slice(at, at + corners);
    if (!primitive.some((vertex) => broken.has(vertex))) kept.push(...primitive);
  }
  geometry.setIndex(kept);
}

/** Vertices of the smallest thing that is drawn by itself. */
function cornersOf(node: Object3D): number {
  if (node instanceof Mesh) return 3;
  return node instanceof LineSegments ? 2 : 1;
}

function isPlace(vertices: Vertices, vertex: number): boolean {
  return [0, 1, 2].every((axis) => Number.isFinite(vertices.getComponent(vertex, axis)));
}
