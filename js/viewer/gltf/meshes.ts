/** The meshes that a scene shows: whether they hold together, and how much they are. */

import type { Accessors } from "./accessors";
import {
  entryOf,
  extensionOf,
  type Fields,
  type GltfDocument,
  isFields,
  isIndex,
} from "./document";
import { keepWithin } from "./limits";
import { damaged } from "./model-parse-error";
import { packedCounts } from "./packed-counts";
import type { Variants } from "./variants";

const DRACO = "KHR_draco_mesh_compression";
const MODES = 6;

/** What the attributes that are shown may be (glTF 2.0 §3.7.2.1). */
const ATTRIBUTES: [name: RegExp, types: string[]][] = [
  [/^(POSITION|NORMAL)$/, ["VEC3"]],
  [/^TANGENT$/, ["VEC4"]],
  [/^TEXCOORD_\d+$/, ["VEC2"]],
  [/^COLOR_\d+$/, ["VEC3", "VEC4"]],
  [/^(JOINTS|WEIGHTS)_\d+$/, ["VEC4"]],
];
const ANY = ["SCALAR", "VEC2", "VEC3", "VEC4"];
/** A morph target's tangents have no handedness. */
const TARGET_TYPES = ["VEC2", "VEC3", "VEC4"];

export class Meshes {
  /** The materials of what was checked. */
  readonly materials = new Set<number>();
  /** The buffer views that Draco packed. */
  readonly #packed = new Set<number>();
  readonly #document: GltfDocument;
  readonly #accessors: Accessors;
  readonly #variants: Variants;
  readonly #vertices = new Map<number, number>();
  #total = { vertices: 0, indices: 0, meshes: 0 };

  constructor(document: GltfDocument, accessors: Accessors, variants: Variants) {
    this.#document = document;
    this.#accessors = accessors;
    this.#variants = variants;
  }

  /** How many vertices a mesh has. Primitives without a place for them are taken out. */
  vertices(index: unknown): number {
    const known = this.#vertices.get(index as number);
    if (known !== undefined) return known;
    const mesh = entryOf(this.#document, "meshes", index);
    const name = `mesh ${index}`;
    if (!Array.isArray(mesh.primitives)) throw damaged(`${name} has no primitives`);
    mesh.primitives = mesh.primitives.filter(
      (each) => isFields(each) && isFields(each.attributes) && "POSITION" in each.attributes,
    );
    let vertices = 0;
    for (const [part, primitive] of (mesh.primitives as Fields[]).entries()) {
      vertices += this.#primitive(primitive, name);
      this.#variants.take(index as number, part, primitive);
      this.#count("meshes", 1);
    }
    if (!this.morphs(index)) delete mesh.weights;
    this.#vertices.set(index as number, vertices);
    return vertices;
  }

  /** Whether each part of a mesh that was checked can be morphed. */
  morphs(index: unknown): boolean {
    const { primitives } = entryOf(this.#document, "meshes", index);
    return (primitives as Fields[]).every(
      ({ targets }) => Array.isArray(targets) && targets.some(movesSomething),
    );
  }

  /** How many shapes a mesh that was checked can be morphed into. */
  shapes(index: unknown): number {
    if (!this.morphs(index)) return 0;
    const { primitives } = entryOf(this.#document, "meshes", index);
    return ((primitives as Fields[])[0]?.targets as unknown[] | undefined)?.length ?? 0;
  }

  /** How many calls of the GPU it takes to draw a mesh that was checked. */
  parts(index: unknown): number {
    return (entryOf(this.#document, "meshes", index).primitives as unknown[]).length;
  }

  /** What Draco says that it packed, which the accessors need not agree with. */
  checkPacked(buffers: ReadonlyMap<number, ArrayBuffer>): void {
    for (const index of this.#packed) {
      const { buffer, byteOffset, byteLength } = entryOf(this.#document, "bufferViews", index);
      const bytes = buffers.get(buffer as number);
      if (!bytes) continue;
      const start = (byteOffset as number | undefined) ?? 0;
      const counts = packedCounts(new Uint8Array(bytes, start, byteLength as number));
      if (!counts) continue;
      keepWithin("vertices", counts.points);
      keepWithin("indices", 3 * counts.faces);
    }
  }

  #primitive(primitive: Fields, name: string): number {
    const compressed = extensionOf(primitive, DRACO);
    if (compressed) {
      this.#accessors.extensions.add(DRACO);
      if (!isFields(compressed.attributes))
        throw damaged(`${name} does not say what is compressed`);
      const attributes = primitive.attributes as Fields;
      compressed.attributes = Object.fromEntries(
        Object.entries(compressed.attributes).filter(([attribute]) => attribute in attributes),
      );
      this.#accessors.view(compressed.bufferView);
      this.#packed.add(compressed.bufferView as number);
    }
    if (primitive.mode !== undefined && !(isIndex(primitive.mode) && primitive.mode <= MODES)) {
      throw damaged(`${name} has no known kind of primitive`);
    }
    const within = isFields(compressed?.attributes) ? compressed.attributes : {};
    const vertices = this.#attributes(primitive.attributes as Fields, within, name);
    if (primitive.indices !== undefined) {
      this.#count("indices", this.#accessors.indices(primitive.indices, Boolean(compressed)));
    }
    const targets = Array.isArray(primitive.targets) ? primitive.targets : [];
    keepWithin("shapes to morph into", targets.length);
    for (const target of targets) {
      if (!isFields(target)) throw damaged(`a shape of ${name} is missing`);
      for (const accessor of Object.values(target)) {
        if (this.#accessors.count(accessor, TARGET_TYPES) !== vertices) {
          throw damaged(`a shape of ${name} has not as many vertices as the mesh`);
        }
        this.#count("vertices", vertices);
      }
    }
    if (primitive.material !== undefined) {
      entryOf(this.#document, "materials", primitive.material);
      this.materials.add(primitive.material as number);
    }
    return vertices;
  }

  #attributes(attributes: Fields, compressed: Fields, name: string): number {
    let vertices = 0;
    for (const [attribute, accessor] of Object.entries(attributes)) {
      const types = ATTRIBUTES.find(([names]) => names.test(attribute))?.[1] ?? ANY;
      const count = this.#accessors.count(accessor, types, attribute in compressed);
      if (vertices && count !== vertices) {
        throw damaged(`the attributes of ${name} have not as many vertices as each other`);
      }
      vertices = count;
    }
    this.#count("vertices", vertices);
    return vertices;
  }

  #count(what: "vertices" | "indices" | "meshes", more: number): void {
    this.#total[what] += more;
    keepWithin(what, this.#total[what]);
  }
}

function movesSomething(target: Fields): boolean {
  return ["POSITION", "NORMAL", "COLOR_0"].some((attribute) => attribute in target);
}
