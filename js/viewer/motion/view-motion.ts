/** What a view does with what else a file has: animations, variants, cameras; and its turntable. */

import type { Model } from "../model/model";
import type { Dress } from "../renderer/shared-renderer";
import { VariantChoice } from "../variants/variant-choice";
import type { ViewCamera } from "../view/camera";
import { CameraChoice } from "../view/camera-choice";
import { listenForPlaybackKeys } from "./keys";
import { Playback } from "./playback";
import { Turntable } from "./turntable";

export interface MovingView {
  readonly element: HTMLElement;
  readonly camera: ViewCamera;
  /** On screen, and on the GPU. */
  model(): Model | null;
  /** What is on screen is to be drawn anew. */
  invalidate(): void;
  /** Have what is seen fit the view. */
  fit(): void;
}

export class ViewMotion {
  readonly playback: Playback;
  readonly turntable: Turntable;
  readonly variants: VariantChoice;
  readonly cameras: CameraChoice;
  readonly #view: MovingView;
  readonly #cleanUp = new AbortController();
  #animation: number | null = null;

  constructor(view: MovingView) {
    this.#view = view;
    const { signal } = this.#cleanUp;
    this.variants = new VariantChoice(() => view.invalidate());
    this.cameras = new CameraChoice(view.camera, () => view.model());
    this.playback = new Playback(() => this.#posed());
    this.turntable = new Turntable(view.element, view.camera, () => this.#turns(), signal);
    listenForPlaybackKeys(view.element, this.playback, signal);
  }

  /** Another model is on screen. */
  mounted(model: Model | null): void {
    this.playback.mounted(model);
    this.variants.mounted(model);
    this.cameras.mounted(model);
    this.#animation = this.animation;
  }

  /** How a model stands in this view, and what it wears. */
  dress(model: Model): Dress {
    return { pose: this.playback.pose(model), variant: this.variants.of(model) };
  }

  /** The animation that is seen, by its place. */
  get animation(): number | null {
    const model = this.#view.model();
    return model && this.playback.pose(model).animation;
  }

  /** Move on by this time; answers whether anything moves. */
  advance(seconds: number): boolean {
    const plays = this.playback.advance(seconds);
    if (plays) this.#followCamera();
    const turns = this.turntable.advance(seconds);
    return plays || turns;
  }

  /** Someone moved the camera. */
  touched(): void {
    this.cameras.leave();
  }

  dispose(): void {
    this.#cleanUp.abort();
  }

  #posed(): void {
    this.#view.invalidate();
    const { animation } = this;
    if (animation !== this.#animation) {
      this.#animation = animation;
      if (!this.#view.camera.theirs) this.#view.fit();
    }
    this.#followCamera();
  }

  /** A camera of the file is where the model's pose has it. */
  #followCamera(): void {
    const model = this.#view.model();
    if (!this.cameras.chosen || !model) return;
    model.assume(this.playback.pose(model));
    this.cameras.follow();
  }

  #turns(): void {
    this.cameras.leave();
    this.#view.invalidate();
  }
}
