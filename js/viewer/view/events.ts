/** What a view tells whoever listens. */

import type { CameraState, ModelSource } from "../../contract";

export interface ModelViewEvents {
  /** A new model is on screen (the fade may still run). */
  shown: ModelSource;
  /** Bytes of the model on its way. */
  progress: { loaded: number; total: number | null };
  /** The camera came to rest after the user moved it; null when they have it fit what is shown. */
  camera: CameraState | null;
  /** Whether the current model is far too large or small for the kept camera. */
  misframed: boolean;
  /** What of the model on screen is not shown as its file has it, in sentences. */
  notes: string[];
  /** The model on screen could not be brought back after the GPU was lost. */
  failed: unknown;
}

export class ViewEvents<Told = ModelViewEvents> {
  readonly #target = new EventTarget();
  readonly #cleanUp = new AbortController();

  /** Until the view is gone, or sooner. */
  on<Name extends keyof Told & string>(
    name: Name,
    listener: (detail: Told[Name]) => void,
    until: AbortSignal = this.#cleanUp.signal,
  ): void {
    this.#target.addEventListener(
      name,
      (event) => listener((event as CustomEvent<Told[Name]>).detail),
      { signal: until },
    );
  }

  emit<Name extends keyof Told & string>(name: Name, detail: Told[Name]): void {
    this.#target.dispatchEvent(new CustomEvent(name, { detail }));
  }

  dispose(): void {
    this.#cleanUp.abort();
  }
}
