/** What the attributes of `<product-viewer>` say, as values; what makes no sense counts as not said. */

import type { CameraState, Lighting } from "../contract";
import { LIGHTINGS } from "../viewer/lighting/environment";

const MOST_EXPOSURE = 3;

export function lightingOf(text: string | null): Lighting {
  return LIGHTINGS.find((each) => each === text) ?? "studio";
}

export function exposureOf(text: string | null): number {
  const steps = Number(text ?? 0);
  return Number.isFinite(steps) ? Math.min(Math.max(steps, -MOST_EXPOSURE), MOST_EXPOSURE) : 0;
}

/** Six numbers: the position, then what is looked at. */
export function cameraOf(text: string | null): CameraState | null {
  const numbers = (text ?? "")
    .trim()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
  if (numbers.length !== 6 || !numbers.every(Number.isFinite)) return null;
  const [x, y, z, a, b, c] = numbers as [number, number, number, number, number, number];
  return { position: [x, y, z], target: [a, b, c] };
}

export function cameraText({ position, target }: CameraState): string {
  return [...position, ...target].join(" ");
}
