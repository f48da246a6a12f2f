/** What a viewer without a session shows, and how. */

import type { Signal } from "@preact/signals";
import type { BlobChannel } from "../cache/model-cache";
import type { CameraState, ModelSource } from "../contract";
import type { LookSignals } from "./look/look-signals";

export interface Viewer extends LookSignals {
  readonly source: Signal<ModelSource | null>;
  readonly camera: Signal<CameraState | null>;
  /** Pixels. */
  readonly height: Signal<number>;
  /** Megabytes on the GPU for models that were shown lately. */
  readonly memoryBudget: Signal<number>;
  readonly label: Signal<string>;
  readonly channel: BlobChannel;
  /** Whether a kernel answers; none where no kernel is needed. */
  readonly connected?: Signal<boolean>;
  /** Takes a picture of each model shown, by its id. */
  keepPicture?(id: string, picture: Blob): void;
}
