/** What the parts of a model can wear instead: the materials of its file's variants. */

import { type Material, Mesh, type Object3D } from "three";
import type { GLTFParser } from "three/addons/loaders/GLTFLoader.js";
import type { Variants } from "../gltf/variants";
import { prepareGlassOf } from "../lighting/vessels";

/** A mesh, what it wears at first, and what it wears in variants. */
export interface Wearer {
  mesh: Mesh;
  plain: Material | Material[];
  materials: Map<number, Material | Material[]>;
}

export class Wardrobe {
  readonly names: readonly string[];
  readonly #wearers: readonly Wearer[];
  #worn: number | null = null;

  constructor(names: readonly string[], wearers: readonly Wearer[]) {
    this.names = names;
    this.#wearers = wearers;
  }

  /** All that is in it, whether it is worn or not. */
  get materials(): Set<Material> {
    const all = this.#wearers.flatMap(({ plain, materials }) => [plain, ...materials.values()]);
    return new Set(all.flat());
  }

  /** Have the model wear a variant; null for what it wears at first. */
  wear(variant: number | null): void {
    if (variant === this.#worn) return;
    this.#worn = variant;
    for (const { mesh, plain, materials } of this.#wearers) {
      mesh.material = (variant === null ? undefined : materials.get(variant)) ?? plain;
    }
  }
}

export const NOTHING_ELSE = new Wardrobe([], []);

/** Have the materials of variants made for the meshes that wear them. */
export async function fillWardrobe(
  { names, parts }: Variants,
  scene: Object3D,
  parser: GLTFParser,
): Promise<Wardrobe> {
  if (parts.length === 0) return NOTHING_ELSE;
  const byPart = new Map(parts.map((part) => [`${part.mesh} ${part.primitive}`, part]));
  const meshes: { mesh: Mesh; materials: Map<number, number> }[] = [];
  scene.traverse((node) => {
    const { meshes: mesh, primitives } = parser.associations.get(node) ?? {};
    const part = byPart.get(`${mesh} ${primitives ?? 0}`);
    if (part && node instanceof Mesh) meshes.push({ mesh: node, materials: part.materials });
  });
  const wearers: Wearer[] = [];
  for (const { mesh, materials } of meshes) {
    const wearer: Wearer = { mesh, plain: mesh.material, materials: new Map() };
    for (const [variant, index] of materials) {
      mesh.material = await parser.getDependency("material", index);
      parser.assignFinalMaterial(mesh);
      wearer.materials.set(variant, mesh.material);
    }
    mesh.material = wearer.plain;
    wearers.push(wearer);
  }
  prepareGlassIn(wearers, names.length);
  return new Wardrobe(names, wearers);
}

/** Glass is drawn by the mesh that is of it. */
function prepareGlassIn(wearers: Wearer[], variants: number): void {
  for (let variant = 0; variant < variants; variant++) {
    const dressed = wearers.filter(({ materials }) => materials.has(variant));
    for (const { mesh, materials } of dressed) {
      mesh.material = materials.get(variant) as Material;
    }
    prepareGlassOf(dressed.map(({ mesh }) => mesh));
    for (const { mesh, materials } of dressed) materials.set(variant, mesh.material);
  }
  for (const { mesh, plain } of wearers) mesh.material = plain;
}
