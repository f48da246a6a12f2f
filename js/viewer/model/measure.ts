/** What of a model can be seen, and how large that is. What a file says of that is not asked. */

import {
  Box3,
  type BufferAttribute,
  BufferGeometry,
  InstancedMesh,
  Matrix4,
  type Mesh,
  type Object3D,
  SkinnedMesh,
  Sphere,
  Vector3,
} from "three";
import { ModelParseError } from "../gltf/model-parse-error";
import { fileTexts } from "../texts";
import type { Vertices } from "./sound";

/** Metres. Beyond these the numbers that a GPU draws with are too coarse. */
const SMALLEST = 1e-7;
const LARGEST = 1e9;

/**
 * The box around everything that is finite and seen.
 *
 * @throws ModelParseError where nothing is.
 */
export function measure(root: Object3D): Box3 {
  const box = new Box3();
  root.traverseVisible((node) => {
    if (drawn(node) && canBeSeen(node.matrixWorld)) include(box, node);
  });
  if (box.isEmpty()) {
    throw new ModelParseError(fileTexts.noSize);
  }
  const size = Math.max(...box.getSize(new Vector3()));
  if (size < SMALLEST || size > LARGEST) {
    const { tooLarge, tooSmall } = fileTexts;
    throw new ModelParseError((size > 1 ? tooLarge : tooSmall)(size.toExponential(0)));
  }
  return box;
}

/** Meshes, lines and points. */
function drawn(node: Object3D): node is Mesh {
  const { geometry } = node as { geometry?: unknown };
  return geometry instanceof BufferGeometry && "position" in geometry.attributes;
}

/**
 * The box around what is seen in the pose that a model stands in, from at most about so many of its
 * vertices; empty where nothing is.
 */
export function boxInPose(root: Object3D, vertices: number): Box3 {
  const meshes: Mesh[] = [];
  root.traverseVisible((node) => {
    if (drawn(node) && canBeSeen(node.matrixWorld)) meshes.push(node);
  });
  const all = meshes.reduce((sum, { geometry }) => sum + cornersOf(geometry), 0);
  const stride = Math.max(1, Math.ceil(all / vertices));
  const box = new Box3();
  for (const mesh of meshes) {
    const own = new Box3();
    const placed = new Box3();
    for (let corner = 0; corner < cornersOf(mesh.geometry); corner += stride) {
      const { index } = mesh.geometry;
      const point = posed(mesh, index ? index.getX(corner) : corner);
      if (!isPlace(point)) continue;
      own.expandByPoint(point);
      if (isPlace(point.applyMatrix4(mesh.matrixWorld))) placed.expandByPoint(point);
    }
    unite(box, mesh, own, placed);
  }
  return box;
}

/** Whether what is placed so has an extent in two directions at least. */
function canBeSeen(place: Matrix4): boolean {
  if (!place.elements.every(Number.isFinite)) return false;
  const axes = [0, 1, 2].map((column) => new Vector3().setFromMatrixColumn(place, column));
  return axes.filter((axis) => axis.length() > 0).length >= 2;
}

function include(box: Box3, mesh: Mesh): void {
  const { index, attributes } = mesh.geometry;
  const used = usedVertices(index, (attributes.position as Vertices).count);
  const own = new Box3();
  const placed = new Box3();
  for (let vertex = 0; vertex < used.length; vertex++) {
    if (!used[vertex]) continue;
    const point = posed(mesh, vertex);
    if (!isPlace(point)) continue;
    own.expandByPoint(point);
    placed.expandByPoint(point.applyMatrix4(mesh.matrixWorld));
  }
  bound(mesh, own);
  unite(box, mesh, own, placed);
}

const point = new Vector3();

/** Where a vertex is in its mesh, by its bones and shapes. */
function posed(mesh: Mesh, vertex: number): Vector3 {
  if (mesh instanceof SkinnedMesh || mesh.morphTargetInfluences)
    return mesh.getVertexPosition(vertex, point);
  return point.fromBufferAttribute(mesh.geometry.attributes.position as Vertices, vertex);
}

/** How often something is drawn from its vertices. */
function cornersOf({ index, attributes }: BufferGeometry): number {
  return index?.count ?? (attributes.position as Vertices).count;
}

/** Have a box hold a mesh as well: its own box, and that of its vertices where they are placed. */
function unite(box: Box3, mesh: Mesh, own: Box3, placed: Box3): void {
  if (!(mesh instanceof InstancedMesh)) {
    box.union(placed);
    return;
  }
  const place = new Matrix4();
  for (let instance = 0; instance < mesh.count; instance++) {
    mesh.getMatrixAt(instance, place);
    place.premultiply(mesh.matrixWorld);
    if (canBeSeen(place)) box.union(own.clone().applyMatrix4(place));
  }
}

/** Have it culled and sorted by what was measured: a file's own bounds are only its word. */
function bound(mesh: Mesh, own: Box3): void {
  const sphere = own.getBoundingSphere(new Sphere());
  mesh.geometry.boundingBox = own;
  mesh.geometry.boundingSphere = sphere;
  // Else three goes through all of its vertices, sound or not.
  if (mesh instanceof SkinnedMesh) mesh.boundingSphere = sphere;
  // A geometry has one box, and may be posed in more ways than one.
  if (mesh.morphTargetInfluences) mesh.frustumCulled = false;
}

/** Which vertices something is drawn with. */
function usedVertices(index: BufferAttribute | null, count: number): Uint8Array {
  if (!index) return new Uint8Array(count).fill(1);
  const used = new Uint8Array(count);
  for (let at = 0; at < index.count; at++) used[index.getX(at)] = 1;
  return used;
}

function isPlace({ x, y, z }: Vector3): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z);
}
