/** Binary STL: bare triangles, in millimetres, z up. */

import type { Solid } from "./solid";

const HEADER_BYTES = 84;
const TRIANGLE_BYTES = 50;

export function stl(solids: Solid[]): Uint8Array<ArrayBuffer> {
  const triangles = solids.reduce((sum, { faces }) => sum + faces.length / 3, 0);
  const bytes = new Uint8Array(HEADER_BYTES + triangles * TRIANGLE_BYTES);
  const view = new DataView(bytes.buffer);
  // Whoever reads "solid" takes a binary file for one in words.
  new TextEncoder().encodeInto("prodwidget, millimetres, z up", bytes);
  view.setUint32(80, triangles, true);
  let at = HEADER_BYTES;
  for (const { faces, points } of solids) {
    for (let face = 0; face < faces.length; face += 3) {
      const corners = [0, 1, 2].map((corner) => {
        const start = 3 * (faces[face + corner] as number);
        return [points[start], points[start + 1], points[start + 2]] as number[];
      });
      for (const value of [normalOf(corners), ...corners].flat()) {
        view.setFloat32(at, value, true);
        at += 4;
      }
      at += 2;
    }
  }
  return bytes;
}

function normalOf([a = [], b = [], c = []]: number[][]): number[] {
  const [x = 0, y = 0, z = 0] = b.map((each, axis) => each - (a[axis] as number));
  const [u = 0, v = 0, w = 0] = c.map((each, axis) => each - (a[axis] as number));
  const across = [y * w - z * v, z * u - x * w, x * v - y * u];
  const length = Math.hypot(...across);
  return across.map((each) => (length > 0 ? each / length : 0));
}
