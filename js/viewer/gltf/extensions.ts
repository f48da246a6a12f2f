/** What a file needs beyond glTF 2.0, and whether that is known here. */

import { fileTexts } from "../texts";
import { type GltfDocument, quote } from "./document";
import { damaged, ModelParseError } from "./model-parse-error";

const KNOWN = new Set([
  "EXT_materials_bump",
  "EXT_mesh_gpu_instancing",
  "EXT_meshopt_compression",
  "EXT_texture_avif",
  "EXT_texture_webp",
  "KHR_animation_pointer",
  "KHR_draco_mesh_compression",
  "KHR_lights_punctual",
  "KHR_materials_anisotropy",
  "KHR_materials_clearcoat",
  "KHR_materials_diffuse_roughness",
  "KHR_materials_dispersion",
  "KHR_materials_emissive_strength",
  "KHR_materials_ior",
  "KHR_materials_iridescence",
  "KHR_materials_pbrSpecularGlossiness",
  "KHR_materials_sheen",
  "KHR_materials_specular",
  "KHR_materials_transmission",
  "KHR_materials_unlit",
  "KHR_materials_variants",
  "KHR_materials_volume",
  "KHR_mesh_quantization",
  "KHR_meshopt_compression",
  "KHR_node_visibility",
  "KHR_texture_basisu",
  "KHR_texture_transform",
  "KHR_xmp_json_ld",
]);

/** Without these a product is there, and looks otherwise. */
const LOOKS = /^[A-Z]+_(materials|texture|lights)_/;

/**
 * Notes on what a file needs for its looks alone and is not known here.
 *
 * @throws ModelParseError where it needs more.
 */
export function checkExtensions(document: GltfDocument): string[] {
  const required = document.extensionsRequired ?? [];
  if (!Array.isArray(required)) throw damaged("the extensions that it needs are no list");
  const unknown = required
    .map((each) => (typeof each === "string" ? each.slice(0, 60) : quote(each)))
    .filter((each) => !KNOWN.has(each));
  const missing = unknown.find((name) => !LOOKS.test(name));
  if (missing) {
    throw new ModelParseError(fileTexts.needs(missing));
  }
  return unknown.map(fileTexts.withoutExtension);
}
