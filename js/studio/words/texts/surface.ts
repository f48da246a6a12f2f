import type { Surface } from "../../../contract";

/** Of products, where nobody says what a session makes; as `prodwidget.surfaces` has them. */
export const surface: Surface = {
  name: "product",
  thing: "product",
  create: "A black bottle, a copper lid…",
  edit: "Make the lid red, taller, glossy…",
  examples: [
    "a matte black bottle with a copper lid that says AURORA",
    "an amber glass jar of honey",
    "a walnut stool with black legs",
  ],
  files: ["delivered"],
};
