/** Binary PLY: one mesh with normals and a colour a point, in metres, y up. */

import { BufferAttribute, type Group, type Mesh } from "three";
import { PLYExporter } from "three/addons/exporters/PLYExporter.js";
import { coloursAt, srgbByte } from "./colours";

export function ply(group: Group): Uint8Array<ArrayBuffer> {
  for (const mesh of group.children as Mesh[]) {
    const colours = coloursAt(mesh);
    const bytes = Uint8Array.from(colours, (light, at) =>
      at % 4 === 3 ? Math.round(light * 255) : srgbByte(light),
    );
    mesh.geometry.setAttribute("shade", new BufferAttribute(bytes, 4));
  }
  const written: unknown = new PLYExporter().parse(group, () => {}, {
    binary: true,
    littleEndian: true,
    excludeAttributes: ["color", "uv"],
    customPropertyMapping: { shade: ["red", "green", "blue", "alpha"] },
  } as object);
  if (!(written instanceof ArrayBuffer)) throw new Error("There is nothing to write.");
  return new Uint8Array(written);
}
