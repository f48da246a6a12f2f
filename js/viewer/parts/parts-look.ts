/** How the parts of a model are looked at, with the shadow that goes with it. */

import type { ContactShadow } from "../lighting/contact-shadow";
import type { Model } from "../model/model";
import type { PartsShown } from "./model-parts";

export interface PartsLook extends PartsShown {
  /** The shadow of what is seen of a model. */
  shadow(model: Model): ContactShadow;
}

/** All of a model as it is. */
export const WHOLE: PartsLook = {
  hidden: new Set(),
  tints: new Map(),
  shadow: (model) => model.shadow,
};
