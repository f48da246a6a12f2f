/** What the page's loop asks of whoever has something to draw. */

export interface Drawable {
  /** Move on by this time; answers whether the next animation frame is wanted as well. */
  advance(seconds: number): boolean;
  /** Draw if needed; answers whether anything was drawn. */
  draw(): boolean;
  /** Put a smooth picture in place of one that was drawn without samples, if there is one. */
  smooth(): Promise<void>;
  /** Whether it shows such a picture, or has yet to draw one, or the shadow in it. */
  readonly rough: boolean;
  /** The context was lost, and every model with it. */
  lost(): void;
  /** The context came back. */
  restored(): void;
}

/** Has the renderer stay, and draws nothing itself. */
export class Guest implements Drawable {
  readonly rough = false;

  advance(): boolean {
    return false;
  }

  draw(): boolean {
    return false;
  }

  async smooth(): Promise<void> {}

  lost(): void {}

  restored(): void {}
}
