/** A slow turn about the product, for whoever asks for it, until the view is touched. */

import type { ViewCamera } from "../view/camera";
import { reducedMotion } from "../view/reduced-motion";

/** Seconds that one turn takes. */
const TURN = 24;

/** Keys that do nothing to a view by themselves. */
const PASSING = ["Tab", "Shift", "Control", "Alt", "Meta"];

/** Events: `change`, when it begins or ends. */
export class Turntable extends EventTarget {
  readonly #camera: ViewCamera;
  readonly #onMove: () => void;
  #turning = false;

  /** `onMove` is told when it begins. */
  constructor(element: HTMLElement, camera: ViewCamera, onMove: () => void, signal: AbortSignal) {
    super();
    this.#camera = camera;
    this.#onMove = onMove;
    element.addEventListener("pointerdown", () => this.stop(), { signal });
    element.addEventListener(
      "keydown",
      ({ key }) => {
        if (!PASSING.includes(key)) this.stop();
      },
      { signal },
    );
    // Until someone is at work in the view, the wheel is the page's.
    const ifAtWork = () => {
      if (element.matches(":focus")) this.stop();
    };
    element.addEventListener("wheel", ifAtWork, { passive: true, signal });
  }

  get turning(): boolean {
    return this.#turning;
  }

  /** To turn by itself is nothing for those who want as little motion as can be: `start` is. */
  set turning(on: boolean) {
    if (!on) this.stop();
    else if (!reducedMotion()) this.start();
  }

  /** Turn, as someone asked for. */
  start(): void {
    if (this.#turning) return;
    this.#turning = true;
    this.#onMove();
    this.dispatchEvent(new Event("change"));
  }

  stop(): void {
    if (!this.#turning) return;
    this.#turning = false;
    this.#camera.stay();
    this.dispatchEvent(new Event("change"));
  }

  /** Move on by this time; answers whether it turns. */
  advance(seconds: number): boolean {
    if (!this.#turning) return false;
    this.#camera.spin((seconds / TURN) * 2 * Math.PI);
    return true;
  }
}
