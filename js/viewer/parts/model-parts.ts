/** The parts of a model: its nodes with geometry, each by a name of its own. */

import { Color, InstancedMesh, type Material, Mesh, type Object3D, SRGBColorSpace } from "three";
import { type Drawn, type PartNode, partsOf } from "./names";
import type { Part } from "./part";
import { Picking } from "./picking";
import type { Tint } from "./tint";

/** Which parts of a model are drawn, and how. */
export interface PartsShown {
  readonly hidden: ReadonlySet<string>;
  /** How some are to look before there is a model with them so. */
  readonly tints: ReadonlyMap<string, Tint>;
}

/** Layers of three's: what a camera sees, and what none does. */
const SEEN = 0;
const UNSEEN = 31;

interface Held {
  readonly drawn: Drawn;
  /** Its own material, and what it is drawn with in its place, while it is tinted. */
  tinted: { own: Material | Material[]; made: Material | Material[] } | null;
}

export class ModelParts {
  readonly list: readonly Part[];
  readonly picking: Picking;
  readonly #held: ReadonlyMap<string, readonly Held[]>;

  constructor(root: Object3D, nodeOf: (object: Object3D) => PartNode) {
    const parts = partsOf(root, nodeOf);
    this.list = parts.map(({ name, drawn }) => ({
      name,
      triangles: drawn.reduce((sum, each) => sum + trianglesOf(each), 0),
      colour: colourOf(drawn),
    }));
    this.#held = new Map(
      parts.map(({ name, drawn }) => [name, drawn.map((each) => ({ drawn: each, tinted: null }))]),
    );
    this.picking = new Picking(
      parts.flatMap(({ name, drawn }) =>
        drawn.flatMap((mesh) => (mesh instanceof Mesh ? [{ part: name, mesh }] : [])),
      ),
    );
  }

  has(name: string): boolean {
    return this.#held.has(name);
  }

  /** What is drawn of a part. */
  drawn(name: string): Drawn[] {
    return (this.#held.get(name) ?? []).map(({ drawn }) => drawn);
  }

  /** Have the model look so with whatever draws it next; it may be in several views. */
  show({ hidden, tints }: PartsShown): void {
    for (const [name, held] of this.#held) {
      const layer = hidden.has(name) ? UNSEEN : SEEN;
      const tint = tints.get(name);
      for (const each of held) {
        // Not its visibility, which those below it would share.
        each.drawn.layers.set(layer);
        paint(each, tint);
      }
    }
  }
}

function paint(held: Held, tint: Tint | undefined): void {
  const { drawn, tinted } = held;
  // A variant may have been chosen meanwhile, which then is its own.
  const own = tinted && drawn.material === tinted.made ? tinted.own : drawn.material;
  held.tinted = tint ? { own, made: tint.on(own) } : null;
  drawn.material = held.tinted?.made ?? own;
}

function trianglesOf(drawn: Drawn): number {
  if (!(drawn instanceof Mesh)) return 0;
  const { index, attributes } = drawn.geometry;
  const corners = index?.count ?? attributes.position?.count ?? 0;
  return Math.floor(corners / 3) * (drawn instanceof InstancedMesh ? drawn.count : 1);
}

function colourOf(drawn: Drawn[]): string | null {
  const materials = new Set(drawn.flatMap(({ material }) => material));
  const [material] = materials;
  if (materials.size !== 1 || !material) return null;
  if ("map" in material && material.map) return null;
  // Of glass, it is the light that passes which has the colour.
  const through = "transmission" in material && Number(material.transmission) > 0;
  const colour = through && "attenuationColor" in material ? material.attenuationColor : undefined;
  const own = colour ?? ("color" in material ? material.color : undefined);
  return own instanceof Color ? `#${own.getHexString(SRGBColorSpace)}` : null;
}
