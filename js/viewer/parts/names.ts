/** What a file calls the nodes that have geometry: as `prodwidget.geometry.naming` has it. */

import { BufferGeometry, type Material, type Object3D } from "three";
import type { GLTFParser } from "three/addons/loaders/GLTFLoader.js";
import { type GltfDocument, isFields, listOf } from "../gltf/document";

/** A node of a file: whatever is drawn of it is one part. */
export interface PartNode {
  /** The same for all that is drawn of it. */
  readonly key: unknown;
  /** Empty where the file has none. */
  readonly name: string;
}

/**
 * The node that an object was made of, by the loader's own record of it: what it calls the objects
 * themselves has lost its spaces and its dots.
 */
export function nodesOf(
  { associations }: Pick<GLTFParser, "associations">,
  document: GltfDocument,
): (object: Object3D) => PartNode {
  const nodes = listOf(document, "nodes");
  const meshes = listOf(document, "meshes");
  return (object) => {
    let at: Object3D | null = object;
    while (at && associations.get(at)?.nodes === undefined) at = at.parent;
    const index = at ? associations.get(at)?.nodes : undefined;
    if (index === undefined) return { key: object, name: "" };
    const node = nodes[index];
    const mesh = isFields(node) ? meshes[node.mesh as number] : undefined;
    return { key: index, name: nameOf(node) || nameOf(mesh) };
  };
}

/** What is drawn: a mesh, a line, or points. */
export type Drawn = Object3D & { geometry: BufferGeometry; material: Material | Material[] };

/** The parts of a scene, each by a name of its own, with all that is drawn of it, hidden or not. */
export function partsOf(
  root: Object3D,
  nodeOf: (object: Object3D) => PartNode,
): { name: string; drawn: Drawn[] }[] {
  const found = new Map<unknown, { name: string; drawn: Drawn[] }>();
  root.traverse((object) => {
    if (!isDrawn(object)) return;
    const { key, name } = nodeOf(object);
    const part = found.get(key) ?? { name, drawn: [] };
    part.drawn.push(object);
    found.set(key, part);
  });
  const names = toldApart([...found.values()].map(({ name }) => name));
  return [...found.values()].map(({ drawn }, at) => ({ name: names[at] ?? "", drawn }));
}

function isDrawn(object: Object3D): object is Drawn {
  return "material" in object && "geometry" in object && object.geometry instanceof BufferGeometry;
}

/** The second of two with the same name is given its number. */
function toldApart(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, index) => {
    const wanted = given || `part ${index + 1}`;
    let name = wanted;
    for (let number = 2; taken.has(name); number += 1) name = `${wanted} ${number}`;
    taken.add(name);
    return name;
  });
}

function nameOf(described: unknown): string {
  const name = isFields(described) ? described.name : undefined;
  return typeof name === "string" ? name.trim() : "";
}
