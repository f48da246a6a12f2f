/** How products are looked at, as signals: of a session, or of a viewer by itself. */

import { type Signal, signal } from "@preact/signals";
import type { Environment, GroundStyle, Lighting, Units } from "../../contract";

export interface LookSignals {
  readonly lighting: Signal<Lighting>;
  /** `auto`, or a CSS colour. */
  readonly background: Signal<string>;
  readonly wireframe: Signal<boolean>;
  /** In steps that double the light. */
  readonly exposure: Signal<number>;
  readonly ground: Signal<GroundStyle>;
  /** Degrees. */
  readonly fieldOfView: Signal<number>;
  /** In place of the lighting. */
  readonly environment: Signal<Environment | null>;
  /** Degrees about the upright axis. */
  readonly environmentRotation: Signal<number>;
  readonly units: Signal<Units>;
  /** Whether measures are drawn over the product. */
  readonly ruler: Signal<boolean>;
}

/** A preset, in place of a light of one's own. */
export function chooseLighting(look: LookSignals, lighting: Lighting): void {
  look.lighting.value = lighting;
  look.environment.value = null;
}

/** What is there before anyone chooses; as the defaults of `prodwidget.records.Look`. */
export const PLAIN = {
  lighting: "studio",
  background: "auto",
  exposure: 0,
  ground: "shadow",
  fieldOfView: 24,
  environment: null,
  environmentRotation: 0,
} as const;

/** The look that is there before anyone chooses, where no kernel keeps one. */
export class PlainLook implements LookSignals {
  readonly lighting = signal<Lighting>(PLAIN.lighting);
  readonly background = signal<string>(PLAIN.background);
  readonly wireframe = signal(false);
  readonly exposure = signal<number>(PLAIN.exposure);
  readonly ground = signal<GroundStyle>(PLAIN.ground);
  readonly fieldOfView = signal<number>(PLAIN.fieldOfView);
  readonly environment = signal<Environment | null>(PLAIN.environment);
  readonly environmentRotation = signal<number>(PLAIN.environmentRotation);
  readonly units = signal<Units>("mm");
  readonly ruler = signal(false);
}

/** Degrees, and steps: what can be chosen. */
export const LIMITS = {
  exposure: [-3, 3],
  fieldOfView: [15, 75],
  environmentRotation: [-180, 180],
} as const;

/** Back to what was there before anyone chose. */
export function resetLook(look: LookSignals): void {
  look.lighting.value = PLAIN.lighting;
  look.background.value = PLAIN.background;
  look.exposure.value = PLAIN.exposure;
  look.ground.value = PLAIN.ground;
  look.fieldOfView.value = PLAIN.fieldOfView;
  look.environment.value = PLAIN.environment;
  look.environmentRotation.value = PLAIN.environmentRotation;
  look.wireframe.value = false;
}
