/** What a file says of the materials that its parts can wear instead (`KHR_materials_variants`). */

import { fileTexts } from "../texts";
import { extensionOf, type Fields, type GltfDocument, isFields, isIndex, listOf } from "./document";
import { MOST_VARIANTS } from "./limits";
import { uniqueNames } from "./names";

const NAME = "KHR_materials_variants";

/** A part of a mesh, and the material that it wears in each variant that has one for it. */
export interface VariantPart {
  mesh: number;
  primitive: number;
  /** Materials by the index of a variant. */
  materials: Map<number, number>;
}

export class Variants {
  readonly names: string[];
  readonly parts: VariantPart[] = [];
  /** The materials that they need. */
  readonly materials = new Set<number>();
  readonly notes = new Set<string>();
  readonly #document: GltfDocument;

  constructor(document: GltfDocument) {
    this.#document = document;
    const all = extensionOf(document, NAME)?.variants;
    const given = Array.isArray(all) ? all : [];
    if ((all !== undefined && !Array.isArray(all)) || given.length > MOST_VARIANTS) {
      this.notes.add(fileTexts.variantsDamaged);
    }
    this.names = uniqueNames(
      given.slice(0, MOST_VARIANTS).map((each) => (isFields(each) ? each.name : undefined)),
      "Variant",
    );
  }

  /** Take note of what a primitive can wear. */
  take(mesh: number, primitive: number, fields: Fields): void {
    const mappings = extensionOf(fields, NAME)?.mappings;
    if (mappings === undefined) return;
    const materials = new Map<number, number>();
    for (const mapping of Array.isArray(mappings) ? mappings : [null]) {
      const { material, variants } = isFields(mapping) ? mapping : ({} as Fields);
      const wearers = Array.isArray(variants) ? variants.filter((each) => this.#knows(each)) : [];
      if (!this.#hasMaterial(material) || wearers.length !== (variants as unknown[])?.length) {
        this.notes.add(fileTexts.variantsDamaged);
      }
      if (!this.#hasMaterial(material)) continue;
      for (const variant of wearers) materials.set(variant, material);
    }
    for (const material of materials.values()) this.materials.add(material);
    if (materials.size > 0) this.parts.push({ mesh, primitive, materials });
  }

  /** Go without materials that turned out to be damaged. */
  without(damaged: ReadonlySet<number>): void {
    for (const { materials } of this.parts) {
      for (const [variant, material] of materials) {
        if (!damaged.has(material)) continue;
        materials.delete(variant);
        this.notes.add(fileTexts.variantsDamaged);
      }
    }
  }

  #knows(variant: unknown): variant is number {
    return isIndex(variant) && variant < this.names.length;
  }

  #hasMaterial(index: unknown): index is number {
    return isIndex(index) && isFields(listOf(this.#document, "materials")[index]);
  }
}
