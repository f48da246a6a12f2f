/** The scene that a document shows: its nodes, as a tree without circles, and how much that is. */

import { fileTexts } from "../texts";
import type { Accessors } from "./accessors";
import {
  countOf,
  entryOf,
  extensionOf,
  type Fields,
  type GltfDocument,
  indicesOf,
  isFields,
  isIndex,
  listOf,
} from "./document";
import { keepWithin } from "./limits";
import type { Meshes } from "./meshes";
import { damaged, ModelParseError } from "./model-parse-error";
import { checkPlace } from "./places";

const INSTANCING = "EXT_mesh_gpu_instancing";
const LIGHTS = "KHR_lights_punctual";
const VISIBILITY = "KHR_node_visibility";

const INSTANCE_TYPES: Record<string, string> = {
  TRANSLATION: "VEC3",
  ROTATION: "VEC4",
  SCALE: "VEC3",
};

/** What is in a scene, beside the document itself. */
export interface SceneContent {
  /** The nodes that are placed in it. */
  nodes: ReadonlySet<number>;
  /** What of the file is left out of it, in sentences. */
  notes: string[];
}

/**
 * Leave the document the scene that is shown, and nothing beside it: the view has its own lights.
 *
 * @throws ModelParseError
 */
export function keepScene(
  document: GltfDocument,
  meshes: Meshes,
  accessors: Accessors,
): SceneContent {
  const nodes = listOf(document, "nodes");
  keepWithin("nodes", nodes.length);
  const roots = rootsOf(document, nodes).filter((index) => isVisible(nodes[index]));
  document.scenes = [{ nodes: roots }];
  document.scene = 0;
  const walk = new Walk(document, meshes, accessors);
  walk.from(roots);
  const placed = new Set(walk.seen);
  walk.finish();
  if (!walk.vertices) throw new ModelParseError(fileTexts.noGeometry);
  return { nodes: placed, notes: walk.lights ? [fileTexts.lightsLeftOut] : [] };
}

/** Of the scene that is shown by default; a document without scenes shows whatever has no parent. */
function rootsOf(document: GltfDocument, nodes: unknown[]): number[] {
  const scenes = listOf(document, "scenes");
  if (scenes.length > 0) {
    const scene = entryOf(document, "scenes", isIndex(document.scene) ? document.scene : 0);
    return indicesOf(scene.nodes, "the nodes of the scene");
  }
  const children = new Set(nodes.flatMap((node) => (isFields(node) ? node.children : [])));
  return [...nodes.keys()].filter((index) => !children.has(index));
}

/** Whether a node, with all that is below it, is to be seen. */
function isVisible(node: unknown): boolean {
  return !isFields(node) || extensionOf(node, VISIBILITY)?.visible !== false;
}

class Walk {
  vertices = 0;
  lights = false;
  readonly seen = new Set<number>();
  readonly #document: GltfDocument;
  readonly #meshes: Meshes;
  readonly #accessors: Accessors;
  readonly #joints = new Set<number>();
  readonly #skins = new Set<number>();
  #instances = 0;
  #parts = 0;

  constructor(document: GltfDocument, meshes: Meshes, accessors: Accessors) {
    this.#document = document;
    this.#meshes = meshes;
    this.#accessors = accessors;
  }

  /** Everything below these nodes. Without recursion: how deep a file goes is its own choice. */
  from(roots: number[]): void {
    const path = new Set<number>();
    const left: (number | (() => void))[] = [...roots].reverse();
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (typeof next === "function") {
        next();
        continue;
      }
      const index = next;
      if (path.has(index)) throw damaged(`node ${index} is within itself`);
      // A node has one place; whoever else claims it goes without.
      if (this.seen.has(index)) continue;
      path.add(index);
      keepWithin("levels of nodes", path.size);
      const node = this.#check(index);
      const children = indicesOf(node.children, `the children of node ${index}`);
      node.children = [...new Set(children)].filter(
        (child) =>
          (path.has(child) || !this.seen.has(child)) &&
          isVisible(listOf(this.#document, "nodes")[child]),
      );
      left.push(() => path.delete(index), ...(node.children as number[]).toReversed());
    }
  }

  /** Joints beside the scene; and nothing stays of nodes and skins that are of no use to it. */
  finish(): void {
    for (const joint of this.#joints) if (!this.seen.has(joint)) delete this.#check(joint).children;
    const keep = (name: "nodes" | "skins", used: Set<number>, none: Fields) => {
      if (!(name in this.#document)) return;
      const list = listOf(this.#document, name);
      this.#document[name] = list.map((each, index) => (used.has(index) ? each : none));
    };
    keep("nodes", this.seen, {});
    keep("skins", this.#skins, { joints: [] });
  }

  #check(index: number): Fields {
    this.seen.add(index);
    const node = entryOf(this.#document, "nodes", index);
    const name = `node ${index}`;
    checkPlace(node, name);
    if (extensionOf(node, LIGHTS)) {
      delete (node.extensions as Fields)[LIGHTS];
      this.lights = true;
    }
    if (node.mesh === undefined) {
      delete node.skin;
      return node;
    }
    this.vertices += this.#meshes.vertices(node.mesh) * this.#instancesOf(node, name);
    keepWithin("vertices to draw", this.vertices);
    if (!this.#meshes.morphs(node.mesh)) delete node.weights;
    this.#parts += this.#meshes.parts(node.mesh);
    keepWithin("parts to draw", this.#parts);
    if (node.skin !== undefined) this.#checkSkin(node.skin);
    return node;
  }

  #instancesOf(node: Fields, name: string): number {
    const instancing = extensionOf(node, INSTANCING);
    if (!instancing) return 1;
    const attributes = isFields(instancing.attributes) ? Object.entries(instancing.attributes) : [];
    const counts = attributes.map(([attribute, accessor]) =>
      this.#accessors.count(
        accessor,
        [INSTANCE_TYPES[attribute] ?? ["SCALAR", "VEC2", "VEC3", "VEC4"]].flat(),
      ),
    );
    const count = countOf(counts[0], `the number of instances of ${name}`);
    if (counts.some((each) => each !== count)) {
      throw damaged(`the instances of ${name} do not say the same number`);
    }
    this.#instances += count;
    keepWithin("instances", this.#instances);
    return count;
  }

  #checkSkin(index: unknown): void {
    const skin = entryOf(this.#document, "skins", index);
    this.#skins.add(index as number);
    const joints = indicesOf(skin.joints, `the joints of skin ${index}`);
    skin.joints = joints;
    for (const joint of joints) {
      entryOf(this.#document, "nodes", joint);
      this.#joints.add(joint);
    }
    const { inverseBindMatrices: matrices } = skin;
    if (matrices !== undefined && this.#accessors.count(matrices, ["MAT4"]) < joints.length) {
      throw damaged(`skin ${index} has too few matrices`);
    }
  }
}
