/** Through which of the file's own cameras a view looks, until someone moves its camera. */

import { type FileCamera, sightOf } from "../model/file-cameras";
import type { Model } from "../model/model";
import type { ViewCamera } from "./camera";

/** Events: `change`. */
export class CameraChoice extends EventTarget {
  readonly #camera: ViewCamera;
  readonly #model: () => Model | null;
  #names: readonly string[] = [];
  #chosen = "";

  constructor(camera: ViewCamera, model: () => Model | null) {
    super();
    this.#camera = camera;
    this.#model = model;
  }

  /** Of the model on screen. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Its name; empty for the view's own. */
  get chosen(): string {
    return this.#chosen;
  }

  set chosen(name: string) {
    if (name === this.#chosen) return;
    this.#chosen = name;
    this.follow();
    this.dispatchEvent(new Event("change"));
  }

  /** The view's camera is moved by someone else. */
  leave(): void {
    this.chosen = "";
  }

  /** Another model is on screen. */
  mounted(model: Model | null): void {
    this.#names = model?.cameras.map(({ name }) => name) ?? [];
    this.follow();
    this.dispatchEvent(new Event("change"));
  }

  /** Be where the file's camera is now, which an animation may move. */
  follow(): void {
    const model = this.#model();
    const camera = this.#found(model);
    if (!model || !camera) return;
    const sight = sightOf(camera, model.sphere, this.#camera.perspective.aspect);
    if (sight) this.#camera.look(sight);
  }

  #found(model: Model | null): FileCamera | undefined {
    return this.#chosen ? model?.cameras.find(({ name }) => name === this.#chosen) : undefined;
  }
}
