/** The element that a view is: what it tells people who cannot see it, and what it hears. */

export function viewElement(): HTMLElement {
  const element = document.createElement("div");
  element.tabIndex = 0;
  element.className = "model-view";
  element.setAttribute("role", "application");
  element.setAttribute(
    "aria-label",
    "3D view. Arrow keys turn the product, plus and minus zoom, 0 frames it.",
  );
  element.style.cssText =
    "position:relative;isolation:isolate;overflow:hidden;width:100%;height:100%;cursor:grab";
  return element;
}

/** Have it take the focus from a pointer; `frame` is asked for by a double click. */
export function listenForPointer(element: HTMLElement, frame: () => void, signal: AbortSignal) {
  element.addEventListener(
    "pointerdown",
    ({ pointerType }) => {
      // A finger may be about to scroll the page. The ring is for those who come by keyboard; after
      // typing, a script's focus would show it.
      if (pointerType !== "touch") element.focus({ preventScroll: true, focusVisible: false });
    },
    { signal },
  );
  element.addEventListener("dblclick", frame, { signal });
}
