/** What a viewer without a session shows, and how. */

import type { Signal } from "@preact/signals";
import type { BlobChannel } from "../cache/model-cache";
import type { CameraState, ModelSource } from "../contract";
import type { ComparisonMode } from "../viewer/compare/comparison";
import type { ModelView } from "../viewer/model-view";
import type { LookSignals } from "./look/look-signals";
import type { MotionSignals } from "./motion/signals";

/** What a viewer's model is compared with. */
export interface ViewerPairSignals {
  readonly other: Signal<ModelSource | null>;
  readonly mode: Signal<ComparisonMode>;
  /** Of the wipe's line, from 0 to 1. */
  readonly position: Signal<number>;
}

import type { Touched } from "./parts/touch";

export interface Viewer extends LookSignals, Touched {
  readonly source: Signal<ModelSource | null>;
  readonly camera: Signal<CameraState | null>;
  /** The stage's in pixels, or `auto`: as high as what is seen of the panel's place. */
  readonly height: Signal<number | "auto">;
  /** Megabytes on the GPU for models that were shown lately. */
  readonly memoryBudget: Signal<number>;
  readonly label: Signal<string>;
  /** Without it nobody else hears of what the view plays. */
  readonly motion?: MotionSignals;
  readonly channel: BlobChannel;
  /** None where it shows one model. */
  readonly pair?: ViewerPairSignals;
  /** Whether a kernel answers; none where no kernel is needed. */
  readonly connected?: Signal<boolean>;
  /** Told the 3D view, for those who want pictures of it. */
  readonly view?: Signal<ModelView | null>;
  /** Takes a picture of each model shown, by its id. */
  keepPicture?(id: string, picture: Blob): void;
}
