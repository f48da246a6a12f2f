/**
 * Materials of `KHR_materials_pbrSpecularGlossiness`, which glTF has given up, as metal and roughness.
 * The way is that of the extension's own appendix: how much of a metal it is follows from how bright
 * its diffuse and its specular colour are.
 */

import { extensionOf, type Fields, isFields } from "./document";

const NAME = "KHR_materials_pbrSpecularGlossiness";

/** What every dielectric mirrors at the least. */
const DIELECTRIC = 0.04;
const EPSILON = 1e-6;

/** Change such a material in place, unless it says by itself how it looks without; answers whether it did. */
export function fromSpecularGlossiness(material: Fields): boolean {
  const old = extensionOf(material, NAME);
  if (!old) return false;
  delete (material.extensions as Fields)[NAME];
  const own = material.pbrMetallicRoughness;
  if (isFields(own) && Object.keys(own).length > 0) return true;
  const diffuse = numbers(old.diffuseFactor, [1, 1, 1, 1]);
  const specular = numbers(old.specularFactor, [1, 1, 1]);
  const [gloss = 1] = numbers([old.glossinessFactor], [1]);
  // A texture of the specular colour has what the factor alone would mistake for a mirror.
  const metallic = isFields(old.specularGlossinessTexture) ? 0 : metalOf(diffuse, specular);
  const base = diffuse.slice(0, 3).map((each, channel) => {
    const plain =
      (each * (1 - Math.max(...specular))) / (1 - DIELECTRIC) / Math.max(1 - metallic, EPSILON);
    const metal =
      ((specular[channel] as number) - DIELECTRIC * (1 - metallic)) / Math.max(metallic, EPSILON);
    const mixed = metallic === 0 ? each : plain + (metal - plain) * metallic ** 2;
    return Math.min(1, Math.max(0, mixed));
  });
  material.pbrMetallicRoughness = {
    baseColorFactor: [...base, diffuse[3]],
    metallicFactor: metallic,
    roughnessFactor: isFields(old.specularGlossinessTexture) ? 0.5 : 1 - gloss,
    ...(isFields(old.diffuseTexture) && { baseColorTexture: old.diffuseTexture }),
  };
  return true;
}

/** Solves for the metalness at which both colours come out as bright as they are. */
function metalOf(diffuse: number[], specular: number[]): number {
  const [dark, bright] = [brightness(diffuse), brightness(specular)];
  if (bright < DIELECTRIC) return 0;
  const a = DIELECTRIC;
  const b = (dark * (1 - Math.max(...specular))) / (1 - DIELECTRIC) + bright - 2 * DIELECTRIC;
  const c = DIELECTRIC - bright;
  return Math.min(1, Math.max(0, (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c))) / (2 * a)));
}

/** As an eye weighs the three colours. */
function brightness([r = 0, g = 0, b = 0]: number[]): number {
  return Math.sqrt(0.299 * r * r + 0.587 * g * g + 0.114 * b * b);
}

function numbers(value: unknown, otherwise: number[]): number[] {
  const given = Array.isArray(value) ? value : [];
  return otherwise.map((each, index) => (Number.isFinite(given[index]) ? given[index] : each));
}
