/** What pictures are taken of: a model, as it is looked at. */

import type { Color } from "three";
import type { Model } from "../model/model";
import type { Look, SharedRenderer } from "../renderer/shared-renderer";

export interface Stand {
  readonly renderer: SharedRenderer;
  readonly model: Model;
  readonly look: Look;
  /** What the page shows behind it, as linear light; null where that is not known. */
  readonly ground: Color | null;
}
