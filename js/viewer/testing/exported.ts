/** Files as three's exporter writes them, and with whatever else in their JSON. */

import type { Object3D } from "three";
import { GLTFExporter } from "three/addons/exporters/GLTFExporter.js";

// biome-ignore lint/suspicious/noExplicitAny: a glTF document, for better or worse.
export type Json = any;

const HEADER = 12;
const CHUNK_HEADER = 8;

/** A scene as a GLB, after a change to its JSON; a text is the JSON itself. */
export async function exported(
  scene: Object3D,
  change: (json: Json) => unknown = () => {},
): Promise<Blob> {
  const exporter = new GLTFExporter();
  const glb = (await exporter.parseAsync(scene, { binary: true, trs: true })) as ArrayBuffer;
  const length = new DataView(glb).getUint32(HEADER, true);
  const start = HEADER + CHUNK_HEADER;
  const json = JSON.parse(new TextDecoder().decode(new Uint8Array(glb, start, length)));
  const instead = change(json);
  const written = typeof instead === "string" ? instead : JSON.stringify(json);
  const changed = new TextEncoder().encode(written);
  const text = new Uint8Array(Math.ceil(changed.length / 4) * 4).fill(0x20);
  text.set(changed);
  const rest = glb.slice(start + length);
  const size = start + text.length + rest.byteLength;
  const head = new Uint32Array([0x46546c67, 2, size, text.length, 0x4e4f534a]);
  return new Blob([head, text, rest], { type: "model/gltf-binary" });
}
