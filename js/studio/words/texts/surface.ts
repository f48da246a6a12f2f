import type { Surface } from "../../../contract";

/** Of products, where nobody says what a session makes; as `prodwidget.surfaces` has them. */
export const surface: Surface = {
  name: "product",
  thing: "product",
  examples: [
    "a matte black bottle with a copper lid that says AURORA",
    "an amber glass jar of honey",
    "a walnut stool with black legs",
  ],
  change: "Make the lid red, taller, glossy…",
  files: ["delivered"],
};
