/** The shadow of what is seen of a model, where that is not all of it. */

import { ContactShadow } from "../lighting/contact-shadow";
import type { Model } from "../model/model";

export class PartialShadow {
  #model: Model | null = null;
  #unseen = "";
  #stance: Model["stance"] | null = null;
  #shadow: ContactShadow | null = null;

  /** The shadow of a model without the parts that are named; its own where nothing is missing. */
  of(model: Model, unseen: string): ContactShadow {
    if (unseen === "") return model.shadow;
    if (model !== this.#model || unseen !== this.#unseen || !this.#shadow) {
      this.drop();
      this.#model = model;
      this.#unseen = unseen;
      this.#stance = model.stance;
      this.#shadow = new ContactShadow(model.root, model.stance.box);
    }
    if (model.stance !== this.#stance) {
      this.#stance = model.stance;
      this.#shadow.follow(model.stance.box);
    }
    return this.#shadow;
  }

  drop(): void {
    this.#shadow?.dispose();
    this.#shadow = null;
    this.#model = null;
  }
}
