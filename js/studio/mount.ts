/** Puts a panel or a viewer into a page, in a shadow root of its own, and takes it out again. */

import type { Signal } from "@preact/signals";
import { type ComponentChild, h, render } from "preact";
import type { BlobChannel } from "../cache/model-cache";
import type { CameraState, Lighting, ModelSource } from "../contract";
import { LoneViewer, Panel } from "./panel";
import type { Session } from "./session";
import { hideStills } from "./still";
import css from "./studio.css?inline";

/** What a viewer without a session shows, and how. */
export interface Viewer {
  readonly source: Signal<ModelSource | null>;
  readonly lighting: Signal<Lighting>;
  readonly background: Signal<string>;
  readonly wireframe: Signal<boolean>;
  readonly camera: Signal<CameraState | null>;
  /** Pixels. */
  readonly height: Signal<number>;
  /** Megabytes on the GPU for models that were shown lately. */
  readonly memoryBudget: Signal<number>;
  readonly label: Signal<string>;
  readonly channel: BlobChannel;
  /** Whether a kernel answers; none where no kernel is needed. */
  readonly connected?: Signal<boolean>;
  /** Takes a picture of each model shown, by its id. */
  keepPicture?(id: string, picture: Blob): void;
}

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
  hideStills();
  render(content, body);
  return () => {
    render(null, body);
    element.remove();
  };
}
