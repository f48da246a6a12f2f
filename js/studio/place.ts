/** Where the parts of the panel stand: what each of them is given. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Iteration } from "../contract";
import type { ModelView } from "../viewer/model-view";
import type { Compared } from "./compare/compared";
import type { PartsPlace } from "./parts/touch";
import type { Session } from "./session";
import type { Fact } from "./stage/diagnostics";
import type { History } from "./timeline/history";

export interface Place {
  readonly session: Session;
  readonly history: History;
  /** The version that is looked at. */
  readonly shown: ReadonlySignal<Iteration | undefined>;
  /** The 3D view, while there is one. */
  readonly view: Signal<ModelView | null>;
  /** What the stage shows beside the version that is looked at, or in its place. */
  readonly compared: Signal<Compared | null>;
  readonly parts: PartsPlace;
  /** What became of the file on the stage, for whoever looks for faults. */
  readonly fault: Signal<Fact | null>;
}
