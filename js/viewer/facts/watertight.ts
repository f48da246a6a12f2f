/**
 * Whether a model's surface is closed, counted as a printer would: corners at exactly the same place
 * are one, an edge of one face is open, and one of more than two is shared by too many. Counted in
 * slices, so that the page can draw meanwhile.
 */

import { type Matrix4, type Mesh, Vector3 } from "three";
import type { Model } from "../model/model";
import { factsOf, meshesOf } from "./facts";
import { PairCounts, Welding } from "./hashing";
import { placesOf } from "./instances";

export interface Watertight {
  faces: number;
  /** Edges of one face. */
  open: number;
  /** Edges of more than two faces. */
  shared: number;
}

/** Of a frame: so long a slice is. */
const SLICE_MILLISECONDS = 4;

/** Room that is made at first: for more, as it is needed. */
const MOST_EXPECTED = 1 << 22;

/** Faces between two looks at the clock. */
const FACES = 512;

/** @throws the signal's reason. */
export async function countEdges(model: Model, signal: AbortSignal): Promise<Watertight> {
  const count = counting(model);
  for (;;) {
    const end = performance.now() + SLICE_MILLISECONDS;
    while (performance.now() < end) {
      const { done, value } = count.next();
      if (done) return value;
    }
    await nextSlice();
    signal.throwIfAborted();
  }
}

/** After whatever the page has to do; also where nothing is drawn, and no frame comes. */
function nextSlice(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SLICE_MILLISECONDS));
}

function* counting(model: Model): Generator<void, Watertight> {
  const { vertices, triangles } = factsOf(model);
  const welding = new Welding(Math.min(vertices, MOST_EXPECTED));
  // Of a closed surface; there are up to twice as many where nothing is joined.
  const edges = new PairCounts(Math.min(1.5 * triangles, MOST_EXPECTED));
  let faces = 0;
  for (const mesh of meshesOf(model.root)) {
    for (const place of placesOf(mesh)) {
      const { index } = mesh.geometry;
      const corners = index?.count ?? mesh.geometry.attributes.position?.count ?? 0;
      const corner = cornerOf(mesh, place);
      for (let at = 0; at + 2 < corners; at += 3) {
        const [a, b, c] = [0, 1, 2].map((each) =>
          welding.of(corner(index ? index.getX(at + each) : at + each)),
        ) as [number, number, number];
        // What has no area has no side that is open.
        if (a !== b && b !== c && c !== a) {
          faces += 1;
          edges.add(a, b);
          edges.add(b, c);
          edges.add(c, a);
        }
        if (at % (3 * FACES) === 0) yield;
      }
    }
  }
  return { faces, open: edges.counted(1), shared: edges.counted(3) };
}

/** Where a corner is, in the pose that is shown. */
function cornerOf(mesh: Mesh, place: Matrix4): (vertex: number) => Vector3 {
  const point = new Vector3();
  return (vertex) => mesh.getVertexPosition(vertex, point).applyMatrix4(place);
}
