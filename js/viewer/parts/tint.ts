/** How a part is to look, shown on it at once: its own materials in another colour or finish. */

import { Color, type Material, type MeshPhysicalMaterial } from "three";

export interface TintValues {
  /** A CSS colour; null leaves it as it is. */
  readonly colour: string | null;
  /** 0 to 1; null leaves it as it is. */
  readonly roughness: number | null;
  readonly metalness: number | null;
}

export class Tint {
  readonly #made = new Map<Material, Material>();
  #values: TintValues;

  constructor(values: TintValues) {
    this.#values = values;
  }

  set values(values: TintValues) {
    this.#values = values;
    for (const [own, made] of this.#made) this.#apply(own, made);
  }

  /** What something of this material is drawn with. */
  on<Own extends Material | Material[]>(material: Own): Own {
    return (Array.isArray(material)
      ? material.map((each) => this.#tinted(each))
      : this.#tinted(material)) as unknown as Own;
  }

  dispose(): void {
    for (const made of this.#made.values()) made.dispose();
    this.#made.clear();
  }

  #tinted(own: Material): Material {
    let made = this.#made.get(own);
    if (!made) {
      made = own.clone();
      this.#made.set(own, made);
      this.#apply(own, made);
    }
    if ("wireframe" in own && "wireframe" in made) made.wireframe = own.wireframe;
    return made;
  }

  #apply(own: Material, made: Material): void {
    const from = own as Partial<MeshPhysicalMaterial>;
    const to = made as Partial<MeshPhysicalMaterial>;
    const { colour, roughness, metalness } = this.#values;
    // Of glass, it is the light that passes which has the colour.
    const name = from.transmission ? "attenuationColor" : "color";
    const before = from[name];
    if (before) to[name]?.copy(colour === null ? before : new Color(colour));
    if (from.roughness !== undefined) to.roughness = roughness ?? from.roughness;
    if (from.metalness !== undefined) to.metalness = metalness ?? from.metalness;
  }
}
