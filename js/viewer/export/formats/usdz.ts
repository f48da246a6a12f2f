/** USDZ for phones and for AR: parts with names, materials and pictures, in metres, y up. */

import { Group, type Mesh } from "three";
import { USDZExporter } from "three/addons/exporters/USDZExporter.js";

/** Of a picture, in pixels: what phones show. */
const LONGEST_SIDE = 4096;

export async function usdz(group: Group): Promise<Uint8Array> {
  // Each mesh has a name of its own there, and a material that is no other's.
  const root = new Group();
  root.name = "model";
  root.add(...(group.children as Mesh[]));
  const options = { includeAnchoringProperties: false, maxTextureSize: LONGEST_SIDE };
  return new Uint8Array(await new USDZExporter().parseAsync(root, options));
}
