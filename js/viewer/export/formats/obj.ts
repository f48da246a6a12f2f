/**
 * Wavefront OBJ with its materials (MTL) and pictures, in metres, y up; in one archive, since a
 * browser saves one file at a time.
 */

import {
  BufferAttribute,
  type BufferGeometry,
  Group,
  Mesh,
  type MeshStandardMaterial,
  type Texture,
} from "three";
import { OBJExporter } from "three/addons/exporters/OBJExporter.js";
import { strToU8, zipSync } from "three/addons/libs/fflate.module.js";
import { srgbByte } from "./colours";
import { pictureOf } from "./pictures";

export async function obj(group: Group, stem: string): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  const pictures = new Map<unknown, string>();
  const names = new Map<MeshStandardMaterial, string>();
  const library: string[] = [];
  const copies = new Group();
  for (const mesh of group.children as Mesh<BufferGeometry, MeshStandardMaterial>[]) {
    const { material } = mesh;
    let name = names.get(material);
    if (name === undefined) {
      name = different(word(material.name || mesh.name), [...names.values()]);
      names.set(material, name);
      library.push(...(await linesOf(material, name, pictures, files)));
    }
    const copy = new Mesh(placed(mesh.geometry, material.map));
    copy.name = word(mesh.name);
    copy.material = { name } as MeshStandardMaterial;
    copies.add(copy);
  }
  const text = new OBJExporter().parse(copies);
  const head = `# prodwidget, metres, y up\nmtllib ${stem}.mtl\n`;
  return zipSync({
    [`${stem}.obj`]: strToU8(head + text),
    [`${stem}.mtl`]: strToU8(`${library.join("\n")}\n`),
    ...files,
  });
}

async function linesOf(
  material: MeshStandardMaterial,
  name: string,
  pictures: Map<unknown, string>,
  files: Record<string, Uint8Array>,
): Promise<string[]> {
  const { color, emissive, opacity, transparent, roughness = 1, metalness = 0 } = material;
  const lines = [
    `newmtl ${name}`,
    `Kd ${[color.r, color.g, color.b].map(shade).join(" ")}`,
    `d ${transparent ? opacity : 1}`,
    `Pr ${roughness}`,
    `Pm ${metalness}`,
    "illum 2",
  ];
  if (emissive?.getHex()) {
    lines.push(`Ke ${[emissive.r, emissive.g, emissive.b].map(shade).join(" ")}`);
  }
  const maps: [string, Texture | null][] = [
    ["map_Kd", material.map],
    ["map_Ke", material.emissiveMap],
    ["norm", material.normalMap],
  ];
  for (const [key, texture] of maps) {
    if (!texture) continue;
    let file = pictures.get(texture.source);
    if (file === undefined) {
      const picture = await pictureOf(texture);
      if (!picture) continue;
      file = `picture${pictures.size + 1}.png`;
      pictures.set(texture.source, file);
      files[file] = picture;
    }
    lines.push(`${key} ${file}`);
  }
  return [...lines, ""];
}

/** With the texture coordinates of the picture: v runs upwards, and there is one set. */
function placed(geometry: BufferGeometry, map: Texture | null): BufferGeometry {
  const uv = geometry.getAttribute(map?.channel ? `uv${map.channel}` : "uv");
  const made = geometry.clone();
  for (const name of ["uv1", "uv2", "uv3"]) made.deleteAttribute(name);
  if (!uv) return made;
  map?.updateMatrix();
  const [a = 1, b = 0, , c = 0, d = 1, , x = 0, y = 0] = map?.matrix.elements ?? [];
  const upward = new Float32Array(uv.count * 2);
  for (let at = 0; at < uv.count; at += 1) {
    const [u, v] = [uv.getX(at), uv.getY(at)];
    upward.set([a * u + c * v + x, 1 - (b * u + d * v + y)], at * 2);
  }
  made.setAttribute("uv", new BufferAttribute(upward, 2));
  return made;
}

/** Names with spaces end at the first of them. */
const word = (name: string): string => name.trim().replace(/\s+/g, "_") || "part";

const shade = (light: number): number => Number((srgbByte(light) / 255).toPrecision(6));

function different(name: string, taken: string[]): string {
  let chosen = name;
  for (let number = 2; taken.includes(chosen); number += 1) chosen = `${name}-${number}`;
  return chosen;
}
