/** How a view shows its models: their light, which is not seen before it is ready, and their wires. */

import type { Lighting } from "../../contract";
import type { Lights } from "../lighting/lights";

export interface LookOptions {
  lighting?: Lighting;
  wireframe?: boolean;
}

export class ViewLook {
  readonly #lights: Lights;
  readonly #onChange: () => void;
  #lighting: Lighting;
  #lit: Lighting;
  #wireframe: boolean;
  #disposed = false;

  /** `onChange` is told when models are to be drawn in another way. */
  constructor(lights: Lights, options: LookOptions, onChange: () => void) {
    this.#lights = lights;
    this.#onChange = onChange;
    this.#lighting = options.lighting ?? "studio";
    this.#lit = this.#lighting;
    this.#wireframe = options.wireframe ?? false;
  }

  /** The one that is wanted. */
  get lighting(): Lighting {
    return this.#lighting;
  }

  set lighting(lighting: Lighting) {
    this.#lighting = lighting;
    void this.prepare();
  }

  /** The one that is drawn. */
  get lit(): Lighting {
    return this.#lit;
  }

  get wireframe(): boolean {
    return this.#wireframe;
  }

  set wireframe(on: boolean) {
    this.#wireframe = on;
    this.#onChange();
  }

  /** Have the light that is wanted ready, and draw in it. */
  async prepare(): Promise<void> {
    const lighting = this.#lighting;
    await this.#lights.prepare(lighting);
    if (this.#disposed || lighting !== this.#lighting || lighting === this.#lit) return;
    this.#lit = lighting;
    this.#onChange();
  }

  dispose(): void {
    this.#disposed = true;
  }
}
