/** The element that a view is on the page. */

import { viewTexts } from "../texts";

export function viewElement(): HTMLElement {
  const element = document.createElement("div");
  element.tabIndex = 0;
  element.className = "model-view";
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", viewTexts.label);
  element.style.cssText =
    "position:relative;isolation:isolate;overflow:hidden;width:100%;height:100%;cursor:grab";
  return element;
}
