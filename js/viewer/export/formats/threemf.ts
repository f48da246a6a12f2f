/**
 * 3MF for printers: parts with names and colours, in millimetres, z up.
 *
 * By the core specification 1.3 and, for what is painted, the materials extension 1.2.1: a part of one
 * colour has a base material, one that is painted a colour at each corner.
 */

import type { Material, Mesh } from "three";
import { strToU8, zipSync } from "three/addons/libs/fflate.module.js";
import { coloursAt, srgbByte } from "./colours";
import type { Solid } from "./solid";

const MODEL_FILE = "3D/3dmodel.model";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
const MATERIALS = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

const CONTENT_TYPES = `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>
`;
const RELATIONS = `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">
<Relationship Target="/${MODEL_FILE}" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>
`;

/** The number of the list of base materials. */
const BASES = 1;

/** The number of a list of colours, and which of them each point of a mesh has. */
interface Painted {
  list: number;
  which: Uint32Array;
}

export function threemf(solids: Solid[]): Uint8Array {
  const meshes = [...new Set(solids.flatMap(({ sources }) => sources))];
  const { resources, painted } = coloursOf(meshes);
  const first = BASES + 1 + meshes.length;
  const objects = solids.map((solid, at) => objectOf(first + at, solid, painted));
  const items = solids.map((_, at) => `<item objectid="${first + at}"/>\n`);
  const model = [
    DECLARATION,
    `<model unit="millimeter" xml:lang="en-US" xmlns="${CORE}" xmlns:m="${MATERIALS}">\n`,
    '<metadata name="Application">prodwidget</metadata>\n<resources>\n',
    ...resources,
    ...objects,
    "</resources>\n<build>\n",
    ...items,
    "</build>\n</model>\n",
  ];
  return zipSync({
    "[Content_Types].xml": strToU8(CONTENT_TYPES),
    "_rels/.rels": strToU8(RELATIONS),
    [MODEL_FILE]: strToU8(model.join("")),
  });
}

function coloursOf(meshes: Mesh[]): { resources: string[]; painted: Map<Mesh, Painted> } {
  const bases: string[] = [];
  const groups: string[] = [];
  const painted = new Map<Mesh, Painted>();
  for (const [at, mesh] of meshes.entries()) {
    const colours: string[] = [];
    const numbers = new Map<string, number>();
    const light = coloursAt(mesh);
    const which = Uint32Array.from({ length: light.length / 4 }, (_, point) => {
      const colour = hex(light.subarray(point * 4, point * 4 + 4));
      const known = numbers.get(colour);
      if (known !== undefined) return known;
      numbers.set(colour, colours.length);
      return colours.push(colour) - 1;
    });
    if (colours.length === 1) {
      const name = (mesh.material as Material).name || mesh.name;
      const base = `<base name="${escaped(name)}" displaycolor="${colours[0]}"/>\n`;
      if (!bases.includes(base)) bases.push(base);
      painted.set(mesh, { list: BASES, which: which.fill(bases.indexOf(base)) });
    } else {
      const list = BASES + 1 + at;
      const listed = colours.map((each) => `<m:color color="${each}"/>\n`).join("");
      groups.push(`<m:colorgroup id="${list}">\n${listed}</m:colorgroup>\n`);
      painted.set(mesh, { list, which });
    }
  }
  const materials = bases.length
    ? [`<basematerials id="${BASES}">\n`, ...bases, "</basematerials>\n"]
    : [];
  return { resources: [...materials, ...groups], painted };
}

function objectOf(id: number, solid: Solid, painted: Map<Mesh, Painted>): string {
  const { name, points, faces, sources, corners } = solid;
  const lines = [`<object id="${id}" type="model" name="${escaped(name)}">\n<mesh>\n<vertices>`];
  for (let at = 0; at < points.length; at += 3) {
    const [x, y, z] = [points[at], points[at + 1], points[at + 2]].map(number);
    lines.push(`<vertex x="${x}" y="${y}" z="${z}"/>`);
  }
  lines.push("</vertices>\n<triangles>");
  for (const [face, mesh] of sources.entries()) {
    const { list = BASES, which } = painted.get(mesh) ?? {};
    const [a, b, c] = [0, 1, 2].map((each) => which?.[corners[3 * face + each] as number] ?? 0);
    const [v1, v2, v3] = faces.subarray(3 * face, 3 * face + 3);
    // The specification has one base material a triangle, and a colour for each of its corners.
    const others = list === BASES ? "" : ` p2="${b}" p3="${c}"`;
    lines.push(`<triangle v1="${v1}" v2="${v2}" v3="${v3}" pid="${list}" p1="${a}"${others}/>`);
  }
  lines.push("</triangles>\n</mesh>\n</object>\n");
  return lines.join("\n");
}

const number = (value = 0): string => String(Number(value.toPrecision(7)));

function hex([red = 0, green = 0, blue = 0, alpha = 1]: Float32Array): string {
  const bytes = [srgbByte(red), srgbByte(green), srgbByte(blue), Math.round(alpha * 255)];
  return `#${bytes.map((each) => each.toString(16).padStart(2, "0")).join("")}`.toUpperCase();
}

function escaped(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (mark) => marks[mark] ?? mark);
}
