/** A GLB in another format, made on the page itself: the same with a kernel and without one. */

import load from "package-module:./js/viewer/export/formats/formats.ts";
import type { Origin } from "../gltf/bytes";
import type { FormatName } from "./formats/formats";
import { closeScene, exportedScene } from "./scene";

export type { FormatName } from "./formats/formats";

interface Kind {
  /** What its files' names end with. */
  end: string;
  mediaType: string;
}

export const KINDS: Record<FormatName, Kind> = {
  usdz: { end: ".usdz", mediaType: "model/vnd.usdz+zip" },
  stl: { end: ".stl", mediaType: "model/stl" },
  obj: { end: ".obj.zip", mediaType: "application/zip" },
  ply: { end: ".ply", mediaType: "application/octet-stream" },
  "3mf": { end: ".3mf", mediaType: "model/3mf" },
};

/** A printer could not tell the model's inside; `parts` are the open ones. */
export class NotWatertight extends Error {
  override readonly name = "NotWatertight";

  constructor(readonly parts: string[]) {
    super(`Not watertight: ${parts.join(", ")}`);
  }
}

export interface Conversion {
  /** What the files within an archive are called. */
  stem: string;
  /** Whether models for printers are to be watertight. */
  check: boolean;
}

/**
 * Convert a GLB. STL and 3MF are in millimetres, z up; all others in metres, y up.
 *
 * @throws NotWatertight, ModelParseError
 */
export async function convertModel(
  file: ArrayBuffer,
  format: FormatName,
  { stem, check }: Conversion,
  origin: Origin,
): Promise<Blob> {
  const [{ write }, scene] = await Promise.all([load(), exportedScene(file, origin)]);
  try {
    const { bytes, open } = await write(scene, format, stem, check);
    if (!bytes) throw new NotWatertight(open);
    const type = KINDS[format].mediaType;
    return new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
  } finally {
    closeScene(scene);
  }
}
