/** The materials that a scene shows, and the textures that they ask for. */

import { fileTexts } from "../texts";
import {
  entryOf,
  extensionOf,
  type Fields,
  type GltfDocument,
  isFields,
  isIndex,
  listOf,
  quote,
} from "./document";
import { damaged } from "./model-parse-error";
import { fromSpecularGlossiness } from "./specular-glossiness";

/** Where a texture's picture may be, the best first. */
const SOURCES = ["KHR_texture_basisu", "EXT_texture_webp", "EXT_texture_avif"];

/**
 * Have each texture of these materials name one picture, and answer which pictures those are, with
 * notes on what else was changed. A texture without a picture names one that is nowhere. Of the spare
 * ones, which nothing wears at first, those that are damaged are answered and left out.
 */
export function keepMaterials(
  document: GltfDocument,
  materials: ReadonlySet<number>,
  spare: ReadonlySet<number>,
): { pictures: number[]; notes: string[]; damaged: Set<number> } {
  const notes = new Set<string>();
  const textures = new Textures(document);
  const broken = new Set<number>();
  for (const index of new Set([...materials, ...spare])) {
    const material = entryOf(document, "materials", index);
    if (fromSpecularGlossiness(material)) notes.add(fileTexts.oldMaterials);
    textures.keep(material);
    try {
      checkNumbers(material, `material ${index}`);
    } catch (error) {
      if (materials.has(index)) throw error;
      broken.add(index);
    }
  }
  const kept = (index: number) => materials.has(index) || (spare.has(index) && !broken.has(index));
  document.materials = listOf(document, "materials").map((each, index) =>
    kept(index) ? each : {},
  );
  return { pictures: textures.finish(), notes: [...notes], damaged: broken };
}

/** How many numbers a property takes that takes more than one. */
const VECTORS: Record<string, number> = {
  attenuationColor: 3,
  baseColorFactor: 4,
  emissiveFactor: 3,
  offset: 2,
  scale: 2,
  sheenColorFactor: 3,
  specularColorFactor: 3,
};

const NUMBER = /(Factor|Cutoff|Strength|Distance|Rotation)$|^(ior|strength|rotation|dispersion)$/;

/** A loader takes what is no number for one, and shows it black or not at all. */
function checkNumbers(material: Fields, name: string): void {
  const left: Fields[] = [material];
  for (let next = left.pop(); next; next = left.pop()) {
    for (const [key, value] of Object.entries(next)) {
      if (!isRight(key, value)) throw damaged(`the ${key} of ${name} is ${quote(value)}`);
      // What others add is theirs.
      const known = next !== material.extensions || key.startsWith("KHR_");
      if (isFields(value) && key !== "extras" && known) left.push(value);
    }
  }
}

function isRight(key: string, value: unknown): boolean {
  // A texture's own scale is one number, that of its transform two.
  if (key === "scale" && !Array.isArray(value)) return typeof value === "number";
  if (Object.hasOwn(VECTORS, key)) {
    const numbers = Array.isArray(value) && value.every((each) => typeof each === "number");
    return numbers && value.length === VECTORS[key];
  }
  return !NUMBER.test(key) || typeof value === "number" || Array.isArray(value);
}

class Textures {
  readonly #document: GltfDocument;
  readonly #textures: Fields[] = [];
  /** Places in the new list, by those in the old one. */
  readonly #places = new Map<unknown, number>();
  readonly #pictures = new Set<number>();

  constructor(document: GltfDocument) {
    this.#document = document;
  }

  /** Every texture that a property, or an extension of it, asks for. */
  keep(property: Fields): void {
    const left: Fields[] = [property];
    for (let next = left.pop(); next; next = left.pop()) {
      for (const [name, value] of Object.entries(next)) {
        if (name === "extras") continue;
        // What is no texture is one that is not there.
        if (name.endsWith("Texture")) {
          const texture = isFields(value) ? value : {};
          texture.index = this.#placeOf(texture.index);
          next[name] = texture;
        } else if (isFields(value)) left.push(value);
      }
    }
  }

  finish(): number[] {
    this.#document.textures = this.#textures;
    return [...this.#pictures];
  }

  #placeOf(index: unknown): number {
    const known = this.#places.get(index);
    if (known !== undefined) return known;
    const place = this.#textures.length;
    this.#places.set(index, place);
    const given = isIndex(index) ? listOf(this.#document, "textures")[index] : undefined;
    const texture = isFields(given) ? given : {};
    const source = sourceOf(texture);
    const images = listOf(this.#document, "images");
    const picture = isIndex(source) && isFields(images[source]) ? source : images.length;
    this.#pictures.add(picture);
    this.#textures.push({ sampler: texture.sampler, source: picture });
    return place;
  }
}

function sourceOf(texture: Fields): unknown {
  for (const name of SOURCES) {
    const extension = extensionOf(texture, name);
    if (extension) return extension.source;
  }
  return texture.source;
}
