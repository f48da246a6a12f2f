/** Models for printers: in millimetres, z up, and whether they enclose a volume. */

import type { Group, Mesh } from "three";
import { Welding } from "../../facts/hashing";
import type { PartOf } from "../scene";

const MILLIMETRES = 1000;

/** Of a model: points that are nearer to each other are one. */
const TOGETHER = 1e-6;

/** One part, of whichever materials: points that lie together are one, and no face is empty. */
export interface Solid {
  name: string;
  /** x, y, z of each point; millimetres, z up. */
  points: Float64Array;
  /** Three points a face. */
  faces: Uint32Array;
  /** For each face the mesh that it is of, and that mesh's own points at its corners. */
  sources: Mesh[];
  corners: Uint32Array;
}

export function solidsOf(group: Group): Solid[] {
  const parts = new Map<string, Mesh[]>();
  for (const mesh of group.children as Mesh[]) {
    const { part } = mesh.userData as PartOf;
    parts.set(part, [...(parts.get(part) ?? []), mesh]);
  }
  return Array.from(parts, ([name, meshes]) => solidOf(name, meshes)).filter(
    ({ faces }) => faces.length > 0,
  );
}

/** The names of the parts that enclose no volume. */
export function openParts(solids: Solid[]): string[] {
  return solids.filter((each) => !isClosed(each)).map(({ name }) => name);
}

function solidOf(name: string, meshes: Mesh[]): Solid {
  const cell = Math.max(sizeOf(meshes), 1e-30) * TOGETHER;
  const welding = new Welding();
  const points: number[] = [];
  const faces: number[] = [];
  const sources: Mesh[] = [];
  const corners: number[] = [];
  for (const mesh of meshes) {
    const positions = mesh.geometry.getAttribute("position");
    const labels = Uint32Array.from({ length: positions.count }, (_, at) => {
      const [x, y, z] = [positions.getX(at), positions.getY(at), positions.getZ(at)];
      const known = welding.count;
      const cellAt = (along: number) => Math.round(along / cell);
      const number = welding.of({ x: cellAt(x), y: cellAt(y), z: cellAt(z) });
      if (number === known) points.push(x * MILLIMETRES, -z * MILLIMETRES, y * MILLIMETRES);
      return number;
    });
    const indices = mesh.geometry.index?.array ?? [];
    for (let at = 0; at + 2 < indices.length; at += 3) {
      const mine = [indices[at], indices[at + 1], indices[at + 2]] as number[];
      const face = mine.map((each) => labels[each] as number);
      if (new Set(face).size < 3) continue;
      faces.push(...face);
      corners.push(...mine);
      sources.push(mesh);
    }
  }
  return {
    name,
    points: Float64Array.from(points),
    faces: Uint32Array.from(faces),
    sources,
    corners: Uint32Array.from(corners),
  };
}

function sizeOf(meshes: Mesh[]): number {
  let size = 0;
  for (const { geometry } of meshes) {
    geometry.computeBoundingBox();
    const { min, max } = geometry.boundingBox ?? {};
    if (min && max) size = Math.max(size, max.x - min.x, max.y - min.y, max.z - min.z);
  }
  return size;
}

/** Whether each edge is passed as often one way as the other, around something. */
function isClosed(solid: Solid): boolean {
  const { faces, points } = solid;
  const count = points.length / 3;
  const ways = new Map<number, number>();
  for (let at = 0; at < faces.length; at += 1) {
    const from = faces[at] as number;
    const to = faces[at % 3 === 2 ? at - 2 : at + 1] as number;
    const key = Math.min(from, to) * count + Math.max(from, to);
    ways.set(key, (ways.get(key) ?? 0) + (from < to ? 1 : -1));
  }
  for (const way of ways.values()) if (way !== 0) return false;
  return volumeOf(solid) > 0;
}

/** A sheet with a front and a back encloses what rounding makes of nothing. */
function volumeOf({ faces, points }: Solid): number {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let size = 0;
  for (let at = 0; at < points.length; at += 1) {
    low[at % 3] = Math.min(low[at % 3] as number, points[at] as number);
  }
  for (let at = 0; at < points.length; at += 1) {
    size = Math.max(size, (points[at] as number) - (low[at % 3] as number));
  }
  let volume = 0;
  const corner = (face: number, axis: number) =>
    (points[3 * (faces[face] as number) + axis] as number) - (low[axis] as number);
  for (let at = 0; at < faces.length; at += 3) {
    const [a, b, c] = [at, at + 1, at + 2];
    volume +=
      corner(a, 0) * (corner(b, 1) * corner(c, 2) - corner(b, 2) * corner(c, 1)) +
      corner(a, 1) * (corner(b, 2) * corner(c, 0) - corner(b, 0) * corner(c, 2)) +
      corner(a, 2) * (corner(b, 0) * corner(c, 1) - corner(b, 1) * corner(c, 0));
  }
  return Math.abs(volume / 6) > 1e-9 * size ** 3 ? volume : 0;
}
