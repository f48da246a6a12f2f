/** Puts a panel or a viewer into a page, in a shadow root of its own, and takes it out again. */

import { type ComponentChild, h, render } from "preact";
import { LoneViewer, Panel } from "./panel/panel";
import { css } from "./panel/style";
import type { Session } from "./session";
import type { Viewer } from "./viewer";

export function mountStudio(host: HTMLElement, session: Session): () => void {
  return mount(host, h(Panel, { session }));
}

export function mountViewer(host: HTMLElement, viewer: Viewer): () => void {
  return mount(host, h(LoneViewer, { viewer }));
}

function mount(host: HTMLElement, content: ComponentChild): () => void {
  const element = document.createElement("div");
  element.className = "prodwidget";
  // JupyterLab's own shortcuts would take the keys typed into the prompt.
  element.setAttribute("data-lm-suppress-shortcuts", "true");
  const root = element.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = css;
  const body = document.createElement("div");
  root.append(style, body);
  host.append(element);
  render(content, body);
  return () => {
    render(null, body);
    element.remove();
  };
}
