/** The formats that a model can be taken away in: had with the first that is asked for. */

import type { Group } from "three";
import { obj } from "./obj";
import { ply } from "./ply";
import { openParts, solidsOf } from "./solid";
import { stl } from "./stl";
import { threemf } from "./threemf";
import { usdz } from "./usdz";

export type FormatName = "usdz" | "stl" | "obj" | "ply" | "3mf";

/** A file, or the names of the parts that are open where a printer needs them closed. */
export type Written = { bytes: Uint8Array; open?: never } | { open: string[]; bytes?: never };

/**
 * Write a scene.
 *
 * @param stem What the files within an archive are called.
 * @param check Whether models for printers are to be watertight.
 */
export async function write(
  group: Group,
  format: FormatName,
  stem: string,
  check: boolean,
): Promise<Written> {
  switch (format) {
    case "usdz":
      return { bytes: await usdz(group) };
    case "obj":
      return { bytes: await obj(group, stem) };
    case "ply":
      return { bytes: ply(group) };
    default: {
      const solids = solidsOf(group);
      const open = check ? openParts(solids) : [];
      if (open.length > 0) return { open };
      return { bytes: format === "stl" ? stl(solids) : threemf(solids) };
    }
  }
}
