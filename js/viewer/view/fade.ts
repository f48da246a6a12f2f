/**
 * The fade from one model to the next: a cross-fade of their pictures, which the layers add with
 * `plus-lighter`. It is exact for opaque and transparent materials alike, where fading the materials
 * would sort wrongly.
 */

import type { Layers } from "./layers";
import { reducedMotion } from "./reduced-motion";

const MILLISECONDS = 420;

export class Fade {
  readonly #layers: Layers;
  readonly #onEnd: () => void;
  #running: Animation[] = [];

  /** `onEnd` is told whenever nothing is seen of the outgoing layer any more. */
  constructor(layers: Layers, onEnd: () => void) {
    this.#layers = layers;
    this.#onEnd = onEnd;
  }

  /** From the outgoing layer to the incoming one; at once for those who want no motion. */
  start(): void {
    if (reducedMotion()) {
      this.end();
      return;
    }
    const timing = { duration: MILLISECONDS, easing: "ease-in-out", fill: "both" } as const;
    const running = [
      this.#layers.incoming.animate({ opacity: [0, 1] }, timing),
      this.#layers.outgoing.animate({ opacity: [1, 0] }, timing),
    ];
    this.#running = running;
    void running[0]?.finished.then(
      () => {
        if (running === this.#running) this.end();
      },
      () => {},
    );
  }

  /** Be at its end, wherever it is. */
  end(): void {
    this.#layers.incoming.style.opacity = "1";
    this.#layers.outgoing.style.opacity = "0";
    this.cancel();
    this.#layers.dropOutgoing();
    this.#onEnd();
  }

  cancel(): void {
    for (const animation of this.#running) animation.cancel();
    this.#running = [];
  }

  /** Until it is over, or called off. */
  async over(): Promise<void> {
    await Promise.allSettled(this.#running.map(({ finished }) => finished));
  }
}
