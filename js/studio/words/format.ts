/** How values are written for people. */

import { texts } from "./texts";

const { units } = texts;

/** `0.04 s`, `0.4 s`, `12 s`, `2 min 5 s`. */
export function seconds(value: number): string {
  if (value > 0 && value < 0.095) return units.seconds(value.toFixed(2));
  if (value < 9.95) return units.seconds(value.toFixed(1));
  const whole = Math.round(value);
  return whole < 60
    ? units.seconds(String(whole))
    : units.minutes(Math.floor(whole / 60), whole % 60);
}

/** `$0.05`. */
export function dollars(value: number): string {
  return units.dollars(value.toFixed(2));
}

/** `12.3 MB`, `840 kB`, `96 bytes`. */
export function bytes(value: number): string {
  if (value < 1000) return units.bytes(value);
  if (value < 999_500) return units.kilobytes(Number((value / 1000).toPrecision(3)));
  return units.megabytes(Number((value / 1e6).toPrecision(3)));
}

/** A file name for a model: what people call it, in letters, digits and hyphens. */
export function fileName(name = "", end = ".glb"): string {
  return fileStem(name) + end;
}

/** The same without its end. */
export function fileStem(name = ""): string {
  const words = name.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return Array.from(words.join("-")).slice(0, 60).join("").replace(/-$/, "") || "model";
}

/** A failure as two sentences. */
export interface Told {
  /** What happened. */
  message: string;
  /** What to do. */
  hint: string;
}

export function told(error: unknown): Told {
  if (error instanceof Error) {
    return { message: error.message, hint: "hint" in error ? String(error.hint) : "" };
  }
  return { message: String(error), hint: "" };
}
