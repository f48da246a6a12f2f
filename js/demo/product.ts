/** What the demo can make, and how it reads a prompt: a few shapes, colours and sizes. */

export const SHAPES = ["bottle", "mug", "box", "jar"] as const;

const COLOURS: Record<string, string> = {
  black: "#1e1e20",
  white: "#f1efea",
  grey: "#8b8d92",
  red: "#c3262d",
  orange: "#e07a1f",
  amber: "#c9812a",
  copper: "#b8724a",
  yellow: "#e3b928",
  green: "#2f8f57",
  blue: "#2456b8",
  purple: "#6d3fa0",
  walnut: "#5f4130",
};

const NAMES = Object.keys(COLOURS).join("|");
const LID = new RegExp(`(${NAMES}) lid|lid (${NAMES})`);

export interface Product {
  /** A jar is of glass, with something in it. */
  shape: (typeof SHAPES)[number];
  /** CSS colours. */
  body: string;
  lid: string;
  /** Metres. */
  height: number;
  /** 0 to 1, of parts that were given a finish. */
  roughness?: Readonly<Record<string, number>>;
}

const FIRST: Product = { shape: "bottle", body: "#1e1e20", lid: "#b8724a", height: 0.22 };

/** The product that a prompt describes; a prompt without a known shape becomes a bottle. */
export function productOf(prompt: string): Product {
  return changed(FIRST, prompt) ?? FIRST;
}

/** What of a product the demo can colour, by the names of its parts. */
const COLOURED: Record<string, "body" | "lid"> = {
  body: "body",
  contents: "body",
  handle: "body",
  lid: "lid",
};

/** The product with another look of a part, or null where the demo knows of none. */
export function restyled(
  product: Product,
  part: string,
  { colour, roughness }: { colour: string | null; roughness: number | null },
): Product | null {
  const name = COLOURED[part];
  if (!name) return null;
  return {
    ...product,
    ...(colour !== null && { [name]: colour }),
    ...(roughness !== null && { roughness: { ...product.roughness, [name]: roughness } }),
  };
}

/** What is said of a part, such as "the lid: make it red", as the demo reads it: "make it red lid". */
function read(prompt: string): string {
  const [, part = "", words = ""] = /^the ([^:]+): (.*)$/s.exec(prompt) ?? [];
  const name = COLOURED[part];
  if (!name) return prompt.toLowerCase();
  const said = words.toLowerCase();
  return name === "lid" ? said.replace(new RegExp(`\\b(${NAMES})\\b`), "$1 lid") : said;
}

/** The product after an edit, or null where no word of it is known. */
export function changed(product: Product, prompt: string): Product | null {
  const text = read(prompt);
  const [ofLid = "", before = "", after = ""] = LID.exec(text) ?? [];
  const words: string[] = text.replace(ofLid, "").match(/[a-z]+/g) ?? [];
  const next = {
    shape: SHAPES.find((shape) => words.includes(shape)) ?? product.shape,
    body: words.map((word) => COLOURS[word]).find(Boolean) ?? product.body,
    lid: COLOURS[before] ?? COLOURS[after] ?? product.lid,
    height:
      product.height * (words.includes("taller") ? 1.25 : words.includes("smaller") ? 0.8 : 1),
  };
  const same = Object.entries(next).every(
    ([key, value]) => product[key as keyof Product] === value,
  );
  return same ? null : next;
}

/** The product after a step that is no prompt; what the demo cannot do leaves it as it is. */
export function processed(
  product: Product,
  operation: string,
  { height_mm: millimetres }: Record<string, unknown>,
): Product {
  const scaled = operation === "scale" && typeof millimetres === "number";
  return scaled ? { ...product, height: millimetres / 1000 } : product;
}
