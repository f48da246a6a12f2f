/** How lengths are written: as exactly as they are read off a drawing. */

import type { Units } from "../../contract";

/** Metres in an inch. */
const INCH = 0.0254;

/** Above so many millimetres, metres are easier to read. */
const MOST_MILLIMETRES = 10_000;

/** `180 mm`, `62.5 mm`, `7.09 in`, `12.5 m`. */
export function lengthText(metres: number, units: Units): string {
  if (units === "in") return `${inDigits(metres / INCH)} in`;
  const millimetres = metres * 1000;
  if (millimetres < MOST_MILLIMETRES) return `${inDigits(millimetres)} mm`;
  return `${inDigits(metres)} m`;
}

/** Several in one: `79.6 × 220 × 79.6 mm`. */
export function lengthsText(metres: readonly number[], units: Units): string {
  const texts = metres.map((each) => lengthText(each, units));
  const names = new Set(texts.map((each) => each.split(" ")[1]));
  if (names.size > 1) return texts.join(" × ");
  return `${texts.map((each) => each.split(" ")[0]).join(" × ")} ${[...names][0] ?? ""}`;
}

/** The same as a number in these units, as it is written. */
export function lengthIn(metres: number, units: Units): number {
  return Number(inDigits(units === "in" ? metres / INCH : metres * 1000));
}

export function metresOf(length: number, units: Units): number {
  return units === "in" ? length * INCH : length / 1000;
}

/** Three digits after which nothing is read any more, without noughts at their end. */
function inDigits(value: number): string {
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
  return String(Number(value.toFixed(decimals)));
}
