/** What is told of the model on the stage, as rows: name and value. */

import type { Iteration, Units } from "../../contract";
import type { ModelFacts } from "../../viewer/facts/facts";
import type { Watertight } from "../../viewer/facts/watertight";
import { lengthsText } from "../../viewer/ruler/length";
import { bytes, dollars, seconds } from "../words/format";
import { texts } from "../words/texts";

export interface Row {
  name: string;
  value: string;
  /** What the value is made of, a line each. */
  more?: string[];
}

const words = texts.facts;

/** Longer lists are for programs. */
const MOST = 12;

export function shapeRows(
  { size, triangles, vertices, parts }: ModelFacts,
  edges: Watertight | null,
  units: Units,
): Row[] {
  return [
    { name: words.size, value: lengthsText(size, units) },
    { name: words.triangles, value: triangles.toLocaleString("en") },
    { name: words.vertices, value: vertices.toLocaleString("en") },
    { name: words.parts, value: parts.toLocaleString("en") },
    { name: words.watertight, value: edges ? told(edges) : words.counting },
  ];
}

export function fileRows(facts: ModelFacts): Row[] {
  const { materials, textures, animations, variants, extensions, generator } = facts;
  return [
    { name: words.fileSize, value: bytes(facts.bytes) },
    {
      name: words.materials,
      value: String(facts.materialCount),
      more: few(materials),
    },
    {
      name: words.textures,
      value: textures.length === 0 ? words.noTextures : String(textures.length),
      more: few(
        textures.map(({ name, size, mediaType, bytes: weight }) =>
          [
            name,
            size ? words.pixels(size.width, size.height) : words.notShown,
            mediaType.replace("image/", ""),
            weight === null ? "" : bytes(weight),
          ]
            .filter(Boolean)
            .join(", "),
        ),
      ),
    },
    ...listed(words.animations, animations),
    ...listed(words.variants, variants),
    ...listed(words.extensions, extensions),
    ...(generator ? [{ name: words.writtenBy, value: generator }] : []),
  ];
}

export function madeRows(iteration: Iteration): Row[] {
  const { options = {}, operation, kind, keep, seed } = iteration;
  const { usd = null, billed_usd: billed = null, request_ids: requests = [] } = iteration;
  const price = [
    usd === null ? "" : words.about(dollars(usd)),
    billed === null ? "" : words.billed(dollars(billed)),
  ].filter(Boolean);
  return [
    { name: words.by, value: iteration.backend_label || iteration.backend },
    {
      name: words.step,
      value: [operation || kind, keep ? `(${keep})` : ""].filter(Boolean).join(" "),
    },
    ...listed(
      words.options,
      Object.entries(options).map(([name, value]) => `${name}: ${written(value)}`),
    ),
    { name: words.seed, value: String(seed) },
    { name: words.took, value: seconds(iteration.duration_seconds) },
    ...(price.length > 0 ? [{ name: words.price, value: price.join(", ") }] : []),
    ...listed(words.requests(requests.length), requests),
    { name: words.version, value: iteration.created_at },
  ];
}

/** Rows as lines, to be pasted. */
export function asText(rows: Row[]): string {
  return rows
    .map(({ name, value, more = [] }) =>
      [`${name}: ${value}`, ...more.map((each) => `  ${each}`)].join("\n"),
    )
    .join("\n");
}

function told({ faces, open, shared }: Watertight): string {
  if (faces === 0) return words.nothingToClose;
  return open + shared === 0 ? words.closed : words.leaks(open, shared);
}

function listed(name: string, values: string[]): Row[] {
  if (values.length === 0) return [];
  const [first = ""] = values;
  return values.length === 1
    ? [{ name, value: first }]
    : [{ name, value: String(values.length), more: few(values) }];
}

function few(values: string[]): string[] {
  return values.length > MOST ? [...values.slice(0, MOST), "…"] : values;
}

function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
