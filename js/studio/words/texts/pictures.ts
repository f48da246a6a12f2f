import type { View } from "../../../contract";

const VIEWS: Record<View, string> = {
  "": "—",
  front: "Front",
  back: "Back",
  left: "Left",
  right: "Right",
  top: "Top",
};

/** The user's own pictures. */
export const pictures = {
  label: "Your pictures",
  add: "Add pictures",
  addHint: "Add pictures: or drop them here, or paste them",
  drop: "Drop pictures here",
  leftOut: (most: number, count: number) =>
    `${most} pictures are the most: ${count} ${count === 1 ? "was" : "were"} left out.`,
  takeOut: "Take it out",
  takeOutFile: (file: string) => `Take out ${file}`,
  views: VIEWS,
  viewOf: (file: string) => `What ${file} shows`,
  viewHint: "What side of the product it shows",
  noPicture: (file: string) => `${file} is no picture.`,
  noPictureHint: "Add a PNG, JPEG, WebP or HEIC file.",
  tooLarge: (file: string, megabytes: number) => `${file} has more than ${megabytes} MB.`,
  tooLargeHint: "Save it smaller, as a JPEG.",
};
