/** How a view shows its models: their light, which is not seen before it is ready, and what they stand on. */

import type { GroundStyle, Lighting, Units } from "../../contract";
import type { LightName, Lights } from "../lighting/lights";
import type { Radiance } from "../lighting/radiance";

/** A light of the user's own. */
export interface OwnEnvironment {
  /** Stable for its bytes, such as their digest. */
  id: string;
  radiance: Radiance;
}

export interface LookOptions {
  lighting?: Lighting;
  wireframe?: boolean;
  /** In steps that double the light. */
  exposure?: number;
  ground?: GroundStyle;
  /** Degrees that the light is turned about the upright axis. */
  rotation?: number;
  units?: Units;
}

export class ViewLook {
  readonly #lights: Lights;
  readonly #onChange: () => void;
  readonly #plain: Required<Omit<LookOptions, "lighting">>;
  #lighting: Lighting;
  #own: LightName | null = null;
  /** Lights of one's own that were added: what is drawn may be in one of before. */
  readonly #held = new Set<LightName>();
  #lit: LightName;
  #disposed = false;

  /** `onChange` is told when models are to be drawn in another way. */
  constructor(lights: Lights, options: LookOptions, onChange: () => void) {
    this.#lights = lights;
    this.#onChange = onChange;
    this.#lighting = options.lighting ?? "studio";
    this.#lit = this.#lighting;
    this.#plain = {
      wireframe: options.wireframe ?? false,
      exposure: options.exposure ?? 0,
      ground: options.ground ?? "shadow",
      rotation: options.rotation ?? 0,
      units: options.units ?? "mm",
    };
  }

  /** The preset that is wanted, where no light of one's own is. */
  get lighting(): Lighting {
    return this.#lighting;
  }

  set lighting(lighting: Lighting) {
    this.#lighting = lighting;
    void this.prepare();
  }

  /** A light of one's own in place of the preset. */
  set environment(own: OwnEnvironment | null) {
    this.#own = own && `own ${own.id}`;
    if (own && this.#own && !this.#held.has(this.#own)) {
      this.#lights.add(this.#own, own.radiance);
      this.#held.add(this.#own);
    }
    void this.prepare();
  }

  /** The light that is wanted. */
  get wanted(): LightName {
    return this.#own ?? this.#lighting;
  }

  /** The one that is drawn. */
  get lit(): LightName {
    return this.#lit;
  }

  get wireframe(): boolean {
    return this.#plain.wireframe;
  }

  set wireframe(on: boolean) {
    this.#set("wireframe", on);
  }

  get exposure(): number {
    return this.#plain.exposure;
  }

  set exposure(steps: number) {
    this.#set("exposure", steps);
  }

  get ground(): GroundStyle {
    return this.#plain.ground;
  }

  set ground(ground: GroundStyle) {
    this.#set("ground", ground);
  }

  get rotation(): number {
    return this.#plain.rotation;
  }

  set rotation(degrees: number) {
    this.#set("rotation", degrees);
  }

  get units(): Units {
    return this.#plain.units;
  }

  set units(units: Units) {
    this.#set("units", units);
  }

  /** Have the light that is wanted ready, and draw in it. */
  async prepare(): Promise<void> {
    const { wanted } = this;
    await this.#lights.prepare(wanted);
    if (this.#disposed || wanted !== this.wanted) return;
    if (wanted !== this.#lit) {
      this.#lit = wanted;
      this.#onChange();
    }
    this.#release(this.#own);
  }

  dispose(): void {
    this.#disposed = true;
    this.#release(null);
  }

  /** Let go of all that is held but one. */
  #release(kept: LightName | null): void {
    for (const name of this.#held) {
      if (name === kept) continue;
      this.#lights.release(name);
      this.#held.delete(name);
    }
  }

  #set<Name extends keyof Required<Omit<LookOptions, "lighting">>>(
    name: Name,
    value: Required<LookOptions>[Name],
  ): void {
    if (this.#plain[name] === value) return;
    this.#plain[name] = value;
    this.#onChange();
  }
}
