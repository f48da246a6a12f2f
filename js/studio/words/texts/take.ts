import type { FormatName } from "../../../viewer/export/convert";
import type { FilmFormat } from "../../../viewer/film/turntable";

const FORMATS: Record<FormatName | "glb", [name: string, use: string]> = {
  glb: ["GLB", "as it is"],
  usdz: ["USDZ", "phones, AR"],
  stl: ["STL", "printing"],
  "3mf": ["3MF", "printing, colours"],
  obj: ["OBJ", "with materials"],
  ply: ["PLY", "with colours"],
};

const FILMS: Record<FilmFormat, string> = { webm: "WebM", mp4: "MP4", gif: "GIF" };

export const take = {
  files: "Files of it:",
  label: "Take away",
  nothing: "There is nothing to take away before the first version.",
  model: "Model",
  units: "STL and 3MF are in millimetres, z up, and checked to be watertight.",
  format: (name: FormatName | "glb") => FORMATS[name][0],
  use: (name: FormatName | "glb") => FORMATS[name][1],
  downloadAs: "Download as",
  writing: (name: string) => `Writing ${name}…`,
  open: (parts: string[]) =>
    `It is not watertight, so a printer cannot tell its inside: open in ${named(parts)}.`,
  repair: "Repair it first",
  repairing: "It is being repaired as a new version. Take that one away when it is there.",
  anyway: "Save it all the same",
  picture: "Picture",
  size: "Longest side",
  pixels: (count: number) => `${count} px`,
  shape: "Shape",
  asShown: "As on screen",
  square: "Square",
  transparent: "Transparent",
  png: "Download PNG",
  copy: "Copy",
  copied: "The picture is in the clipboard.",
  notCopied: "This page may not write to the clipboard.",
  notCopiedHint: "Download the picture instead.",
  drawing: "Drawing the picture…",
  turntable: "Turntable",
  film: (format: FilmFormat) => FILMS[format],
  kind: "Format",
  length: "Length",
  seconds: (count: number) => `${count} s`,
  make: "Download the film",
  filming: (percent: number) => `Turning the product: ${percent} %`,
  cancel: "Cancel",
  session: "Session",
  page: "Web page",
  pageUse: "opens anywhere",
  archive: "Archive",
  archiveUse: "to go on elsewhere",
  packing: "The kernel is packing the session…",
};

const MOST_NAMED = 3;

function named(parts: string[]): string {
  const more = parts.length - MOST_NAMED;
  const listed = parts.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${listed} and ${more} more parts` : listed;
}
