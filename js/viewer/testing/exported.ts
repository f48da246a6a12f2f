/** Files as three's exporter writes them, and with whatever else in their JSON. */

import type { Object3D } from "three";
import { GLTFExporter } from "three/addons/exporters/GLTFExporter.js";
import { glb, type Json } from "./triangle";

const HEADER = 12;
const CHUNK_HEADER = 8;

/** A scene as a GLB, after a change to its JSON; a text is the JSON itself. */
export async function exported(
  scene: Object3D,
  change: (json: Json) => unknown = () => {},
): Promise<Blob> {
  const exporter = new GLTFExporter();
  const file = (await exporter.parseAsync(scene, { binary: true, trs: true })) as ArrayBuffer;
  const length = new DataView(file).getUint32(HEADER, true);
  const start = HEADER + CHUNK_HEADER;
  const json = JSON.parse(new TextDecoder().decode(new Uint8Array(file, start, length)));
  const instead = change(json);
  const written = typeof instead === "string" ? instead : JSON.stringify(json);
  const binary = file.slice(start + length + CHUNK_HEADER);
  return glb(written, binary.byteLength > 0 ? new Uint8Array(binary) : undefined);
}
