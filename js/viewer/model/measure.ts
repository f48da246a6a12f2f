/** How large a model is, by what is finite and seen of it; what is not finite is left out of it. */

import {
  Box3,
  BufferAttribute,
  type BufferGeometry,
  type InstancedMesh,
  type LineSegments,
  Matrix4,
  type Mesh,
  type Object3D,
  type SkinnedMesh,
  Sphere,
  Vector3,
} from "three";

/** What three draws of a geometry. */
type Drawn = Object3D & { geometry: BufferGeometry };

/**
 * The box of what can be seen, in the root's parent's space; empty where that is nothing. Nodes,
 * instances, and triangles with a number that is not finite are hidden. Bounds that a file states
 * are not believed: each geometry gets its own.
 */
export function measure(root: Object3D): Box3 {
  root.updateMatrixWorld(true);
  const whole = new Box3();
  visit(root, whole);
  return whole;
}

function visit(node: Object3D, whole: Box3): void {
  if (!node.matrixWorld.elements.every(Number.isFinite)) node.visible = false;
  if (!node.visible) return;
  if (isDrawn(node)) whole.union(boxOf(node));
  for (const child of node.children) visit(child, whole);
}

function isDrawn(node: Object3D): node is Drawn {
  return "isMesh" in node || "isLine" in node || "isPoints" in node;
}

function boxOf(drawn: Drawn): Box3 {
  const instanced = "isInstancedMesh" in drawn;
  const { matrixWorld } = drawn;
  const shape = shapeOf(drawn, instanced ? new Matrix4() : matrixWorld);
  drawn.geometry.boundingBox = shape.own;
  drawn.geometry.boundingSphere = shape.own.getBoundingSphere(new Sphere());
  if ("isSkinnedMesh" in drawn)
    (drawn as SkinnedMesh).boundingSphere = drawn.geometry.boundingSphere.clone();
  if (instanced) return instancesBox(drawn as InstancedMesh, shape.own);
  const flattened = "isMesh" in drawn && !("isSkinnedMesh" in drawn) && collapses(matrixWorld);
  return flattened ? new Box3() : shape.placed;
}

/** The box of a geometry in its shown pose: in its node's space, and as a matrix places it. */
function shapeOf(drawn: Drawn, matrix: Matrix4): { own: Box3; placed: Box3 } {
  const { geometry } = drawn;
  const own = new Box3();
  const placed = new Box3();
  const position = geometry.getAttribute("position");
  if (!position) return { own, placed };
  const posed = "isSkinnedMesh" in drawn || geometry.morphAttributes.position;
  const local = new Vector3();
  const there = new Vector3();
  const locate = (vertex: number) => {
    if (posed && "isMesh" in drawn) locatePosed(drawn as Mesh, vertex, local);
    else local.fromBufferAttribute(position, vertex);
    there.copy(local).applyMatrix4(matrix);
  };
  let unsound: Set<number>;
  do {
    own.makeEmpty();
    placed.makeEmpty();
    const { used, beyond } = cornersOf(geometry, position.count);
    unsound = beyond;
    for (let vertex = 0; vertex < position.count; vertex++) {
      if (used[vertex] === 0) continue;
      locate(vertex);
      if (hasNumbers(there)) {
        own.expandByPoint(local);
        placed.expandByPoint(there);
      } else unsound.add(vertex);
    }
    if (unsound.size > 0) leaveOut(geometry, cornersOfOne(drawn), position.count, unsound);
    // Without them, some of their neighbours belong to nothing any more.
  } while (unsound.size > 0);
  return { own, placed };
}

function locatePosed(mesh: Mesh, vertex: number, place: Vector3): void {
  const { skeleton } = mesh as Partial<SkinnedMesh>;
  const { skinIndex, skinWeight } = mesh.geometry.attributes;
  for (let at = 0; skeleton && at < 4; at++) {
    const bone = skinIndex?.getComponent(vertex, at) ?? Number.NaN;
    if (skinWeight?.getComponent(vertex, at) === 0 || skeleton.bones[bone]) continue;
    place.setScalar(Number.NaN);
    return;
  }
  mesh.getVertexPosition(vertex, place);
}

/** Which of so many vertices are drawn, and those asked for beyond them. */
function cornersOf({ index }: BufferGeometry, count: number) {
  const used = new Uint8Array(count);
  const beyond = new Set<number>();
  if (!index) return { used: used.fill(1), beyond };
  const { array } = index;
  for (let at = 0; at < array.length; at++) {
    const vertex = array[at] as number;
    if (vertex < count) used[vertex] = 1;
    else beyond.add(vertex);
  }
  return { used, beyond };
}

/** Vertices of the smallest thing that is drawn by itself. */
function cornersOfOne(drawn: Drawn): number {
  if ("isMesh" in drawn) return 3;
  return (drawn as Partial<LineSegments>).isLineSegments ? 2 : 1;
}

/** Have a geometry draw nothing that has one of these vertices. */
function leaveOut(
  geometry: BufferGeometry,
  corners: number,
  count: number,
  vertices: ReadonlySet<number>,
): void {
  const all = geometry.index?.array ?? Uint32Array.from({ length: count }, (_, at) => at);
  const kept: number[] = [];
  for (let start = 0; start + corners <= all.length; start += corners) {
    const one = all.slice(start, start + corners);
    if (!one.some((vertex) => vertices.has(vertex))) kept.push(...one);
  }
  geometry.setIndex(new BufferAttribute(new Uint32Array(kept), 1));
}

function instancesBox(mesh: InstancedMesh, own: Box3): Box3 {
  const all = new Box3();
  const matrix = new Matrix4();
  for (let instance = 0; instance < mesh.count; instance++) {
    mesh.getMatrixAt(instance, matrix);
    const placed = own.clone().applyMatrix4(matrix.clone().premultiply(mesh.matrixWorld));
    if (own.isEmpty() || collapses(matrix)) continue;
    if (hasNumbers(placed.min) && hasNumbers(placed.max)) all.union(placed);
    else mesh.setMatrixAt(instance, matrix.makeScale(0, 0, 0));
  }
  return collapses(mesh.matrixWorld) ? new Box3() : all;
}

/** Whether nothing keeps an area under a matrix. */
function collapses(matrix: Matrix4): boolean {
  const [x, y, z] = [0, 1, 2].map((at) => new Vector3().setFromMatrixColumn(matrix, at)) as [
    Vector3,
    Vector3,
    Vector3,
  ];
  return [x.clone().cross(y), y.clone().cross(z), z.cross(x)].every((area) => area.length() === 0);
}

function hasNumbers({ x, y, z }: Vector3): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z);
}
