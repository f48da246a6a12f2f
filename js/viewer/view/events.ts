/** What a view tells of. */

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

/** Tells whoever listens. */
export class Events<Told> {
  readonly #target = new EventTarget();
  readonly #end = new AbortController();

  /** Listen until all of it ends. */
  readonly on = <Name extends keyof Told & string>(
    name: Name,
    listener: (detail: Told[Name]) => void,
  ): void => {
    this.#target.addEventListener(
      name,
      (event) => listener((event as CustomEvent<Told[Name]>).detail),
      { signal: this.#end.signal },
    );
  };

  emit<Name extends keyof Told & string>(name: Name, detail: Told[Name]): void {
    this.#target.dispatchEvent(new CustomEvent(name, { detail }));
  }

  end(): void {
    this.#end.abort();
  }
}
