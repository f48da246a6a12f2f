/** What becomes of materials that have to do without one of their textures. */

import { type Material, MeshStandardMaterial, type Texture } from "three";

/** A factor that a texture was to weaken stands alone without it. */
const AFTERWARDS: Record<string, (material: MeshStandardMaterial) => void> = {
  metalnessMap: (material) => {
    if (material.metalness === 1) material.metalness = 0;
  },
  emissiveMap: (material) => material.emissive.setScalar(0),
};

/** Take a texture out of materials; answers three's names for what it was for. */
export function leaveOut(materials: Iterable<Material>, texture: Texture): string[] {
  const slots = new Set<string>();
  for (const material of materials) {
    for (const [slot, value] of Object.entries(material)) {
      if (value !== texture) continue;
      Object.assign(material, { [slot]: null });
      if (material instanceof MeshStandardMaterial) AFTERWARDS[slot]?.(material);
      material.needsUpdate = true;
      slots.add(slot);
    }
  }
  return [...slots];
}
