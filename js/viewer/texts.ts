/** What the viewer says to people, so that it can be translated: a table for each part that loads alone. */

/** Of the view itself. */
export const viewTexts = {
  label:
    "3D view. Arrow keys turn the product, plus and minus zoom, 0 frames it; N and P step through its parts, H hides one, Escape lets it go.",
  noWebgl: "This browser offers no WebGL 2: turn on its hardware acceleration.",
  noBitmaps: "This browser cannot show pictures drawn off screen.",
};

/** What a person calls the textures of a material, by three's names for them. */
const TEXTURES: Record<string, string> = {
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

const listed = (names: string[]) => new Intl.ListFormat("en").format(names);

/** Of a model's file: why it cannot be shown, and what of it is not shown as it has it. */
export const fileTexts = {
  damaged: (what: string) =>
    `The file is damaged: ${what}. Export it again from the program that made it.`,
  tooShort: "The file is too short to be a GLB model.",
  notGlb: "The file is not a GLB model (binary glTF 2.0).",
  cutShort: "The file is cut short: it is not whole.",
  otherVersion: (version: string) =>
    `The file is glTF ${version}; only glTF 2.0 can be shown. Export it again as glTF 2.0.`,
  longDescription: (megabytes: number, most: number) =>
    `The file's description has ${megabytes} MB, and at most ${most} MB can be read. Simplify the model, and export it again.`,
  tooMany: (found: string, what: string, most: string) =>
    `The file has ${found} ${what}, and at most ${most} can be shown. Simplify the model, and export it again.`,
  needs: (extension: string) =>
    `The file needs ${extension}, which cannot be shown here. Export it again without that extension.`,
  shapeElsewhere: (address: string) =>
    `The shape lies in another file (${address}), which is not in it. Export the model as one binary file (GLB).`,
  shapeNotHad: (address: string) =>
    `The shape lies in another file (${address}), which could not be had. Export the model as one binary file (GLB).`,
  noGeometry: "There is nothing to see in this file: it holds no geometry.",
  noSize: "There is nothing to see in this file: nothing in it has a size.",
  tooLarge: (metres: string) =>
    `The model measures ${metres} m, which is too large to be drawn. Export it again in metres.`,
  tooSmall: (metres: string) =>
    `The model measures ${metres} m, which is too small to be drawn. Export it again in metres.`,

  withoutExtension: (extension: string) =>
    `It is shown without ${extension}, so that it may look otherwise.`,
  /** `slots` are three's names for what the texture was for. */
  withoutTexture: (slots: string[], why: string) => {
    const names = new Set(
      slots.map((slot) => (TEXTURES[slot] ? `its ${TEXTURES[slot]}` : "a texture")),
    );
    return `It is shown without ${listed([...names]) || "a texture"}: the picture ${why}.`;
  },
  pictureMissing: "is not in the file",
  pictureElsewhere: (address: string) => `is not in the file, but at ${address}`,
  pictureNotHad: (address: string) => `could not be had from ${address}`,
  pictureTooLarge: (width: number, height: number) => `is too large (${width} × ${height} pixels)`,
  pictureUnreadable: "cannot be read",
  lightsLeftOut: "The lights in the file are left out: the view has its own.",
  animationsDamaged: "Some of its animations are left out, or parts of them: they are damaged.",
  animationsOfProperties:
    "Its animations of colours and of other properties (KHR_animation_pointer) are left out.",
  animationsTooMany: "Some of its animations are left out: it has more than can be played.",
  camerasDamaged: "Some of its cameras are left out: they are damaged.",
  variantsDamaged: "Some of its variants are left out, or parts of them: they are damaged.",
  oldMaterials:
    "Its materials are of an old kind (specular-glossiness) and are shown as they would be today: how they shine may differ.",
};

/** Of a photograph of light. */
export const lightTexts = {
  tooHeavy: (megabytes: number) =>
    `The file is larger than ${megabytes} MB. Save it with fewer pixels.`,
  unknown: "This is no .hdr or .exr picture. Save it as Radiance (.hdr) or OpenEXR (.exr).",
  noSize: "The picture is damaged: it does not say how large it is. Save it again.",
  tooLarge: (width: number, height: number) =>
    `The picture has ${width} × ${height} pixels. Save it no larger than 4096 × 2048.`,
  damaged: "The picture is damaged, or packed in a way that is not known. Save it again.",
};

/** Of pictures and films that are taken. */
export const filmTexts = {
  pictureTooLarge: (width: number, height: number) =>
    `This browser makes no picture of ${width} by ${height} pixels: ask for less.`,
  noFilm: (format: string) => `This browser makes no ${format} of that size.`,
};
