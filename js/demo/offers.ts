/** What the demo offers beside prompts, as a kernel with a painter would. */

import type {
  Artifact,
  Finish,
  KeptPicture,
  Operation,
  Option,
  OptionsByStep,
  Proposal,
  Step,
} from "../contract";
import { type Intended, type NamedPicture, type PartLook, SessionError } from "../studio/session";
import { digestOf } from "./digest";
import { type Product, restyled, SHAPES } from "./product";

const option = (name: string, label: string, rest: Partial<Option>): Option => ({
  name,
  label,
  kind: "number",
  default: null,
  low: null,
  high: null,
  whole: false,
  choices: [],
  ...rest,
});

/** Some of `prodwidget.geometry.OPERATIONS`. */
export const OPERATIONS: Operation[] = [
  {
    name: "simplify",
    label: "Simplify",
    options: [
      option("faces", "Faces (triangles)", {
        default: 20_000,
        low: 100,
        high: 5_000_000,
        whole: true,
      }),
    ],
  },
  {
    name: "smooth",
    label: "Smooth",
    options: [option("iterations", "Rounds", { default: 10, low: 1, high: 50, whole: true })],
  },
  {
    name: "scale",
    label: "Scale",
    options: [option("height_mm", "Height (mm)", { default: 200, low: 1, high: 10_000 })],
  },
  { name: "repair", label: "Repair for printing", options: [] },
  {
    name: "resize_textures",
    label: "Resize textures",
    options: [
      option("longest_side", "Longest side (pixels)", {
        kind: "choice",
        default: 1024,
        choices: [256, 512, 1024, 2048, 4096],
      }),
    ],
  },
];

const SIZE = option("texture_size", "Texture size", {
  kind: "choice",
  default: 1024,
  choices: [512, 1024, 2048],
});

const OF_MODELS: Option[] = [
  SIZE,
  option("detail", "Detail", { default: 7.5, low: 1, high: 10 }),
  option("remesh", "Remesh", { kind: "flag", default: false, choices: [false, true] }),
  option("avoid", "Avoid", { kind: "text" }),
];

/** Some of `prodwidget.geometry.FINISHES`. */
export const FINISHES: Finish[] = [
  { name: "matte", label: "Matte", roughness: 0.8, metallic: null, needs_recipe: false },
  { name: "satin", label: "Satin", roughness: 0.44, metallic: null, needs_recipe: false },
  { name: "glossy", label: "Glossy", roughness: 0.14, metallic: null, needs_recipe: false },
];

export const OPTIONS: OptionsByStep = { create: OF_MODELS, edit: OF_MODELS, retexture: [SIZE] };

const OF_FORM = /\b(taller|smaller|bottle|mug|box|jar|shape|lid|handle)\b/i;

/** What an edit would keep, judging by its words, where the demo paints. */
export function proposalOf(edit: Intended, paints: boolean, usd: number | null): Proposal {
  if (edit.creating) return { step: "create", keep: null, usd: usd && usd * edit.variants };
  const judged = edit.prompt.trim() && !OF_FORM.test(edit.prompt) ? "shape" : "nothing";
  const keep = paints ? (edit.keep ?? judged) : null;
  return { step: keep === "shape" ? "retexture" : "edit", keep, usd: usd && usd * edit.variants };
}

/** A product with another look of a part, and how that is said. */
export function lookOf(
  product: Product,
  part: string,
  { colour, finish }: PartLook,
): { product: Product; words: string } {
  const known = FINISHES.find(({ name }) => name === finish);
  const made = restyled(product, part, { colour, roughness: known?.roughness ?? null });
  if (made) return { product: made, words: [finish, colour].filter(Boolean).join(" ") };
  throw new SessionError(
    `The demo cannot change the look of the ${part}.`,
    "Select the body or the lid.",
    "prompt",
  );
}

/** A picture, read by the browser in the kernel's place. */
export async function readPicture(file: Blob, name: string): Promise<KeptPicture> {
  try {
    const { width, height } = await createImageBitmap(file);
    return { sha256: await digestOf(file), width, height };
  } catch {
    throw new SessionError(
      `${name} is no picture that can be read: damaged, or of an unknown kind.`,
      "Give a PNG, JPEG, WebP, TIFF or HEIC picture.",
      "prompt",
    );
  }
}

/** A picture as a file of what was made of it. */
export const pictureOf = ({ sha256, view }: NamedPicture): Artifact => ({
  role: "picture",
  url: `blob+sha256:${sha256}`,
  sha256,
  size: 0,
  media_type: "image/png",
  view,
});

/** What a person is told of a product. */
export function notesOn(kind: Step, prompt: string): string[] {
  const known = SHAPES.some((shape) => prompt.toLowerCase().includes(shape));
  if (kind !== "create" || known) return [];
  return [`The demo makes only these: ${SHAPES.join(", ")}. So this is a bottle.`];
}
