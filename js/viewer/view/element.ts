/** The element that a view is on the page. */

export function viewElement(): HTMLElement {
  const element = document.createElement("div");
  element.tabIndex = 0;
  element.className = "model-view";
  element.setAttribute("role", "application");
  element.setAttribute(
    "aria-label",
    "3D view. Arrow keys turn the product, plus and minus zoom, 0 frames it; N and P step through its parts, H hides one, Escape lets it go.",
  );
  element.style.cssText =
    "position:relative;isolation:isolate;overflow:hidden;width:100%;height:100%;cursor:grab";
  return element;
}
