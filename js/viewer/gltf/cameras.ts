/** The cameras that a document has in its scene. */

import { fileTexts } from "../texts";
import {
  entryOf,
  type Fields,
  type GltfDocument,
  isFields,
  isIndex,
  listOf,
  spareListOf,
} from "./document";
import { MOST_CAMERAS } from "./limits";
import { uniqueNames } from "./names";

/** Metres, for a half of what an orthographic camera shows. */
const SMALLEST = 1e-7;
const LARGEST = 1e9;

/** What a camera shows; without a distance, it shows things as large wherever they are. */
export type Lens =
  | {
      kind: "perspective" /** Radians, from bottom to top. */;
      angle: number;
      aspect: number | null;
    }
  | { kind: "orthographic" /** Metres, half of what it shows. */; width: number; height: number };

export interface DocumentCamera {
  name: string;
  /** The node that it looks along the -z axis of. */
  node: number;
  lens: Lens;
}

/** The cameras among these nodes, which are taken out of the document, and what of them is left out. */
export function takeCameras(
  document: GltfDocument,
  nodes: ReadonlySet<number>,
): { cameras: DocumentCamera[]; notes: string[] } {
  const found: { named: unknown; node: number; lens: Lens }[] = [];
  let broken = false;
  for (const index of nodes) {
    const node = entryOf(document, "nodes", index);
    if (node.camera === undefined) continue;
    const given = isIndex(node.camera) ? spareListOf(document, "cameras")[node.camera] : undefined;
    const camera = isFields(given) ? given : {};
    const lens = lensOf(camera);
    if (lens && found.length < MOST_CAMERAS) {
      found.push({ named: node.name || camera.name, node: index, lens });
    } else {
      broken = true;
    }
  }
  for (const node of listOf(document, "nodes")) if (isFields(node)) delete node.camera;
  delete document.cameras;
  const names = uniqueNames(
    found.map(({ named }) => named),
    "Camera",
  );
  const cameras = found.map(({ node, lens }, at) => ({ name: names[at] as string, node, lens }));
  return { cameras, notes: broken ? [fileTexts.camerasDamaged] : [] };
}

function lensOf({ type, perspective, orthographic }: Fields): Lens | null {
  if (type === "perspective" && isFields(perspective)) {
    const { yfov: angle, aspectRatio } = perspective;
    if (!isBetween(angle, 1e-3, Math.PI - 1e-3)) return null;
    const aspect = isBetween(aspectRatio, 1e-3, 1e3) ? aspectRatio : null;
    return { kind: "perspective", angle, aspect };
  }
  if (type === "orthographic" && isFields(orthographic)) {
    const [width, height] = [orthographic.xmag, orthographic.ymag].map((each) =>
      typeof each === "number" ? Math.abs(each) : Number.NaN,
    );
    if (!isBetween(width, SMALLEST, LARGEST) || !isBetween(height, SMALLEST, LARGEST)) return null;
    return { kind: "orthographic", width, height };
  }
  return null;
}

function isBetween(value: unknown, low: number, high: number): value is number {
  return typeof value === "number" && value >= low && value <= high;
}
