/** Names the part that a pointer rests on beside the pointer, and what is selected to who cannot see. */

import type { Place } from "./pointer";

/** CSS pixels from the pointer, so that it covers nothing of it. */
const OFFSET = 14;

const STYLE = `position:absolute;top:0;left:0;max-width:60%;padding:2px 8px;border-radius:6px;
  background:rgb(24 25 29/.88);color:#fff;font:12px/1.5 system-ui,sans-serif;white-space:nowrap;
  overflow:hidden;text-overflow:ellipsis;pointer-events:none;z-index:1`;

const UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";

export class Caption {
  readonly #element: HTMLElement;
  readonly #label = document.createElement("div");
  readonly #told = document.createElement("div");

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#label.className = "part-caption";
    this.#label.style.cssText = STYLE;
    this.#label.setAttribute("aria-hidden", "true");
    this.#told.style.cssText = UNSEEN;
    this.#told.setAttribute("role", "status");
    element.append(this.#told);
  }

  /** Say this name beside a place, or nothing. */
  show(name: string | null, at: Place | null): void {
    if (name === null || at === null) {
      this.#label.remove();
      return;
    }
    this.#label.textContent = name;
    if (!this.#label.isConnected) this.#element.append(this.#label);
    const { clientWidth, clientHeight } = this.#element;
    const { offsetWidth, offsetHeight } = this.#label;
    // To the other side where it would be cut off.
    const x =
      at.x + OFFSET + offsetWidth > clientWidth ? at.x - OFFSET - offsetWidth : at.x + OFFSET;
    const y =
      at.y + OFFSET + offsetHeight > clientHeight ? at.y - OFFSET - offsetHeight : at.y + OFFSET;
    this.#label.style.translate = `${Math.max(x, 0)}px ${Math.max(y, 0)}px`;
  }

  tell(name: string | null): void {
    this.#told.textContent = name ?? "";
  }
}
