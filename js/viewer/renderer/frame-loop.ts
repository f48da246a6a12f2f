/**
 * The page's animation frame: asked for while a view has anything to draw, and never otherwise. All
 * views draw in it, each in its turn.
 */

import { gpuDone } from "../gpu/gpu-done";
import type { Drawable } from "./drawable";

/** Of a frame, for drawing: what has not been drawn by then waits for the next one. */
const DRAWING_MILLISECONDS = 12;

/** Without a new frame for as long, views are at rest, and worth smoothing. */
const REST_MILLISECONDS = 200;

export class FrameLoop {
  readonly #gl: WebGL2RenderingContext;
  /** Pictures come without samples, and are smoothed when their views are at rest. */
  readonly #rough: boolean;
  readonly #drawables = new Set<Drawable>();
  #request = 0;
  #previous = 0;
  #rest = 0;
  #lost = false;
  #stopped = false;

  constructor(gl: WebGL2RenderingContext, rough: boolean) {
    this.#gl = gl;
    this.#rough = rough;
  }

  get drawables(): ReadonlySet<Drawable> {
    return this.#drawables;
  }

  add(drawable: Drawable): void {
    this.#drawables.add(drawable);
  }

  remove(drawable: Drawable): void {
    this.#drawables.delete(drawable);
  }

  /** Ask for an animation frame, once however often it is called. */
  wake(): void {
    clearTimeout(this.#rest);
    if (this.#request === 0) {
      this.#previous = performance.now();
      this.#request = requestAnimationFrame(this.#tick);
    }
  }

  /** The context was lost: nothing is drawn until it comes back. */
  lose(): void {
    this.#lost = true;
    for (const drawable of this.#drawables) drawable.lost();
  }

  restore(): void {
    this.#lost = false;
    for (const drawable of this.#drawables) drawable.restored();
    this.wake();
  }

  stop(): void {
    this.#stopped = true;
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#rest);
  }

  readonly #tick = (now: number): void => {
    this.#request = 0;
    const seconds = Math.max(Math.min((now - this.#previous) / 1000, 0.1), 0);
    this.#previous = now;
    let again = false;
    for (const drawable of this.#drawables) again = drawable.advance(seconds) || again;
    if (!this.#lost) again = this.#drawInTurn() || again;
    if (again) this.#request = requestAnimationFrame(this.#tick);
    else if (this.#rough) {
      this.#rest = window.setTimeout(() => void this.#smooth(), REST_MILLISECONDS);
    }
  };

  /** Draw what is to be drawn while there is time; answers whether some of it has to wait. */
  #drawInTurn(): boolean {
    const end = performance.now() + DRAWING_MILLISECONDS;
    for (const drawable of [...this.#drawables]) {
      if (performance.now() >= end) return true;
      if (!drawable.draw()) continue;
      // To the end of the queue, so that everyone has a turn.
      this.#drawables.delete(drawable);
      this.#drawables.add(drawable);
    }
    return false;
  }

  /** Smooth one view after the other, until something moves. */
  async #smooth(): Promise<void> {
    for (const drawable of [...this.#drawables].filter(({ rough }) => rough)) {
      await drawable.smooth();
      await gpuDone(this.#gl);
      if (this.#request !== 0 || this.#lost || this.#stopped) return;
    }
  }
}
