/** What becomes of materials that have to do without one of their textures. */

import { type Material, MeshStandardMaterial, type Texture } from "three";

/** What a person calls the textures of a material. */
const NAMES: Record<string, string> = {
  map: "base colour",
  normalMap: "normal map",
  metalnessMap: "metal and roughness",
  roughnessMap: "metal and roughness",
  aoMap: "occlusion",
  emissiveMap: "glow",
  alphaMap: "transparency",
  bumpMap: "bump map",
  transmissionMap: "transmission",
  thicknessMap: "thickness",
  clearcoatMap: "clear coat",
  clearcoatNormalMap: "clear coat",
  clearcoatRoughnessMap: "clear coat",
  sheenColorMap: "sheen",
  sheenRoughnessMap: "sheen",
  specularColorMap: "specular colour",
  specularIntensityMap: "specular colour",
  iridescenceMap: "iridescence",
  iridescenceThicknessMap: "iridescence",
  anisotropyMap: "anisotropy",
};

/** A factor that a texture was to weaken stands alone without it. */
const AFTERWARDS: Record<string, (material: MeshStandardMaterial) => void> = {
  metalnessMap: (material) => {
    if (material.metalness === 1) material.metalness = 0;
  },
  emissiveMap: (material) => material.emissive.setScalar(0),
};

/** Take a texture out of materials; answers what it was for. */
export function leaveOut(materials: Iterable<Material>, texture: Texture): string {
  const names = new Set<string>();
  for (const material of materials) {
    for (const [slot, value] of Object.entries(material)) {
      if (value !== texture) continue;
      Object.assign(material, { [slot]: null });
      if (material instanceof MeshStandardMaterial) AFTERWARDS[slot]?.(material);
      material.needsUpdate = true;
      names.add(NAMES[slot] ?? "a texture");
    }
  }
  return new Intl.ListFormat("en").format([...names].map((name) => `its ${name}`)) || "a texture";
}
