/** What is told of a version: its shape, its file, and how it was made. */

const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

export const facts = {
  title: "Facts",
  none: "There is no model on the stage yet.",
  shape: "Shape",
  file: "File",
  made: "How it was made",
  units: "Units",
  millimetres: "mm",
  inches: "in",
  ruler: "Ruler",
  size: "Width × height × depth",
  height: "This is so high",
  heightUnit: (units: "mm" | "in") => (units === "mm" ? "millimetres" : "inches"),
  setHeight: "Set scale",
  triangles: "Triangles",
  vertices: "Vertices",
  parts: "Parts",
  materials: "Materials",
  textures: "Textures",
  noTextures: "none",
  pixels: (width: number, height: number) => `${width} × ${height}`,
  notShown: "not shown",
  fileSize: "Size",
  writtenBy: "Written by",
  watertight: "Watertight",
  counting: "counting…",
  closed: "yes",
  nothingToClose: "no: it has no faces",
  leaks: (open: number, shared: number) =>
    `no: ${[
      open > 0 ? plural(open, "open edge", "open edges") : "",
      shared > 0
        ? plural(
            shared,
            "edge shared by more than two faces",
            "edges shared by more than two faces",
          )
        : "",
    ]
      .filter(Boolean)
      .join(", ")}`,
  animations: "Animations",
  variants: "Variants",
  extensions: "Extensions",
  by: "Made by",
  step: "Step",
  options: "Options",
  seed: "Seed",
  took: "Took",
  price: "Price",
  about: (price: string) => `about ${price}`,
  billed: (price: string) => `${price} billed`,
  requests: (count: number) => (count === 1 ? "Request id" : "Request ids"),
  version: "Version",
  copy: "Copy as text",
  diagnostics: "Diagnostics…",
};
