/** The animations of a document: what of them holds together, by numbers alone. */

import { fileTexts } from "../texts";
import type { Accessors } from "./accessors";
import {
  entryOf,
  extensionOf,
  type Fields,
  type GltfDocument,
  isFields,
  isIndex,
  spareListOf,
} from "./document";
import { MOST_ANIMATIONS, MOST_MOVEMENTS } from "./limits";
import type { Meshes } from "./meshes";
import { ModelParseError } from "./model-parse-error";
import { uniqueNames } from "./names";

const POINTER = "KHR_animation_pointer";

const OUTPUT_TYPES: Record<string, string> = {
  translation: "VEC3",
  rotation: "VEC4",
  scale: "VEC3",
  weights: "SCALAR",
};

/** Numbers for each key of an output, by the way from one key to the next. */
const OUTPUTS: Record<string, number> = { LINEAR: 1, STEP: 1, CUBICSPLINE: 3 };

const FLOAT = 5126;

/** What animations are checked against. */
export interface Movable {
  document: GltfDocument;
  accessors: Accessors;
  meshes: Meshes;
  /** The nodes that are in the scene. */
  nodes: ReadonlySet<number>;
}

/** Leave the document the animations that can be played; answers what that left out. */
export function keepAnimations(movable: Movable): string[] {
  const { document } = movable;
  const given = spareListOf(document, "animations");
  const notes = new Set<string>();
  if (document.animations !== undefined && !Array.isArray(document.animations)) {
    notes.add(fileTexts.animationsDamaged);
  }
  const names = uniqueNames(
    given.map((each) => (isFields(each) ? each.name : undefined)),
    "Animation",
  );
  const kept: Fields[] = [];
  let movements = 0;
  for (const [index, animation] of given.entries()) {
    const channels = isFields(animation) ? movementsOf(movable, animation, notes) : [];
    if (!isFields(animation)) notes.add(fileTexts.animationsDamaged);
    if (channels.length === 0) continue;
    if (kept.length >= MOST_ANIMATIONS || movements + channels.length > MOST_MOVEMENTS) {
      notes.add(fileTexts.animationsTooMany);
      break;
    }
    movements += channels.length;
    kept.push({
      name: names[index],
      samplers: channels.map(({ sampler }) => sampler),
      channels: channels.map(({ target }, sampler) => ({ sampler, target })),
    });
  }
  document.animations = kept;
  return [...notes];
}

interface Movement {
  sampler: Fields;
  target: { node: number; path: string };
}

function movementsOf(movable: Movable, animation: Fields, notes: Set<string>): Movement[] {
  const { channels, samplers } = animation;
  if (!Array.isArray(channels) || !Array.isArray(samplers)) {
    notes.add(fileTexts.animationsDamaged);
    return [];
  }
  return channels.flatMap((channel) => {
    const { target: given, sampler: index } = isFields(channel) ? channel : ({} as Fields);
    const target = isFields(given) ? given : null;
    if (target && (target.path === "pointer" || extensionOf(target, POINTER))) {
      notes.add(fileTexts.animationsOfProperties);
      return [];
    }
    // What moves nothing is no fault (glTF 2.0 §5.5).
    if (target && target.node === undefined) return [];
    const sampler = isIndex(index) && samplers[index];
    const movement = target && isFields(sampler) ? movementOf(movable, target, sampler) : null;
    if (!movement) notes.add(fileTexts.animationsDamaged);
    return movement ? [movement] : [];
  });
}

function movementOf(
  { document, accessors, meshes, nodes }: Movable,
  { node, path }: Fields,
  { input, output, interpolation = "LINEAR" }: Fields,
): Movement | null {
  const type = typeof path === "string" ? OUTPUT_TYPES[path] : undefined;
  const outputs = typeof interpolation === "string" ? OUTPUTS[interpolation] : undefined;
  if (!type || !outputs || !isIndex(node) || !nodes.has(node)) return null;
  const moved = entryOf(document, "nodes", node);
  const shapes = path === "weights" && moved.mesh !== undefined ? meshes.shapes(moved.mesh) : 0;
  if (path === "weights" && shapes === 0) return null;
  try {
    const keys = accessors.count(input, ["SCALAR"]);
    const values = accessors.count(output, [type]);
    const times = entryOf(document, "accessors", input);
    const held = [times, entryOf(document, "accessors", output)];
    // What has no bytes is all zeros, which moves nothing and takes as much memory.
    if (held.some(({ bufferView }) => bufferView === undefined)) return null;
    if (times.componentType !== FLOAT || times.normalized) return null;
    if (values !== keys * outputs * (shapes || 1)) return null;
  } catch (error) {
    if (error instanceof ModelParseError) return null;
    throw error;
  }
  return {
    sampler: { input, output, interpolation },
    target: { node, path: path as string },
  };
}
