/** `<product-viewer>`: a model on any page, which stays until the next one can be drawn. */

import { clearCachedModel, ModelFetchError } from "../cache/model-cache";
import type { CameraState, Lighting, ModelSource } from "../contract";
import { ModelParseError } from "../viewer/gltf/model-parse-error";
import { ModelView } from "../viewer/model-view";
import { cameraOf, cameraText, exposureOf, lightingOf } from "./attributes";
import css from "./element.css?inline";
import type { ProductViewerEvents } from "./prodwidget";
import { blockTexts } from "./texts";

const TAG = "product-viewer";

/** Where the module is imported without a page, as by a server that renders one, there are no elements. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

export class ProductViewerElement extends Base {
  static readonly observedAttributes = [
    "iteration-id",
    "src",
    "wireframe",
    "lighting",
    "exposure",
    "camera",
  ];

  readonly #stage: HTMLElement;
  readonly #said: HTMLElement;
  #view: ModelView | null = null;
  /** The model that is wanted, in the words of its attributes. */
  #wanted: object = {};
  #asked = false;
  #telling = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = css;
    this.#stage = document.createElement("div");
    this.#stage.className = "stage";
    this.#said = document.createElement("p");
    this.#said.className = "said";
    this.#said.setAttribute("role", "status");
    root.append(style, this.#stage, this.#said);
  }

  /** Stable for the model's bytes; where there is none, its address counts. */
  get iterationId(): string {
    return this.getAttribute("iteration-id") ?? "";
  }

  set iterationId(id: string | null) {
    this.#write("iteration-id", id);
  }

  get src(): string {
    return this.getAttribute("src") ?? "";
  }

  set src(address: string | null) {
    this.#write("src", address);
  }

  get wireframe(): boolean {
    return this.hasAttribute("wireframe");
  }

  set wireframe(on: boolean) {
    this.#write("wireframe", on ? "" : null);
  }

  get lighting(): Lighting {
    return lightingOf(this.getAttribute("lighting"));
  }

  set lighting(lighting: Lighting | null) {
    this.#write("lighting", lighting);
  }

  /** In steps that double the light, from -3 to 3. */
  get exposure(): number {
    return exposureOf(this.getAttribute("exposure"));
  }

  set exposure(steps: number | null) {
    this.#write("exposure", steps === null ? null : String(steps));
  }

  /** Where it was put, in metres; null while it fits what is shown. */
  get camera(): CameraState | null {
    return cameraOf(this.getAttribute("camera"));
  }

  set camera(state: CameraState | null) {
    this.#write("camera", state && cameraText(state));
  }

  /** Id of the model on screen. */
  get shownId(): string | null {
    return this.#view?.shownId ?? null;
  }

  /** What is on screen, as PNG with a transparent ground; null while there is nothing. */
  async screenshot(): Promise<Blob | null> {
    return this.#view?.model ? this.#view.screenshot() : null;
  }

  connectedCallback(): void {
    // Frameworks may have set properties before the element was defined.
    for (const name of ["iterationId", "src", "wireframe", "lighting", "exposure", "camera"])
      this.#upgrade(name);
    if (this.#view) return;
    try {
      const { lighting, wireframe, exposure, camera } = this;
      this.#view = new ModelView(this.#stage, {
        lighting,
        wireframe,
        exposure,
        ...(camera && { camera }),
      });
    } catch (error) {
      this.#fail(error, error instanceof Error ? error.message : blockTexts.unknown);
      return;
    }
    this.#view.on("shown", ({ id }) => this.#tell("shown", { iterationId: id }));
    this.#view.on("camera", (state) => this.#moved(state));
    this.#view.on("failed", (error) => this.#fail(error));
    this.#ask();
  }

  disconnectedCallback(): void {
    // Whoever moves it takes it out and puts it in again at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#close();
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    const view = this.#view;
    if (!view || before === after) return;
    if (name === "iteration-id" || name === "src") this.#ask();
    else if (name === "lighting") view.look.lighting = this.lighting;
    else if (name === "wireframe") view.look.wireframe = this.wireframe;
    else if (name === "exposure") view.look.exposure = this.exposure;
    else if (!this.#telling) view.camera = this.camera;
  }

  /** Once both attributes have been set. */
  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      const { src } = this;
      void this.#show(src ? { id: this.iterationId || src, url: src } : null);
    });
  }

  async #show(source: ModelSource | null): Promise<void> {
    const view = this.#view;
    if (!view) return;
    const wanted = {};
    this.#wanted = wanted;
    this.#say("");
    try {
      await this.#showOrRetry(view, source, wanted);
    } catch (error) {
      if (wanted === this.#wanted) this.#fail(error);
    }
  }

  async #showOrRetry(view: ModelView, source: ModelSource | null, wanted: object): Promise<void> {
    try {
      await view.show(source);
    } catch (error) {
      // A file that does not parse was dropped and had again by whoever read it.
      if (!source || error instanceof ModelParseError || wanted !== this.#wanted) throw error;
      await clearCachedModel(source.id).catch(() => {});
      if (wanted === this.#wanted) await view.show(source);
    }
  }

  #moved(state: CameraState | null): void {
    this.#telling = true;
    try {
      this.camera = state;
    } finally {
      this.#telling = false;
    }
    this.#tell("camera", state);
  }

  #fail(error: unknown, message = sentence(error)): void {
    this.#say(message);
    this.#tell("failed", { iterationId: this.iterationId || this.src, message, error });
  }

  #say(message: string): void {
    this.#said.textContent = message;
  }

  #close(): void {
    this.#wanted = {};
    this.#say("");
    this.#view?.dispose();
    this.#view = null;
  }

  #write(attribute: string, value: string | null | undefined): void {
    if (value === null || value === undefined) this.removeAttribute(attribute);
    else this.setAttribute(attribute, value);
  }

  #upgrade(name: string): void {
    if (!Object.hasOwn(this, name)) return;
    const value = Reflect.get(this, name);
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  #tell<Name extends keyof ProductViewerEvents>(
    name: Name,
    detail: ProductViewerEvents[Name]["detail"],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A page may have the module twice: the first that comes defines the element. */
export function defineProductViewer(): void {
  const elements = globalThis.customElements;
  if (elements && !elements.get(TAG)) elements.define(TAG, ProductViewerElement);
}

function sentence(error: unknown): string {
  if (error instanceof ModelParseError) return error.message;
  if (error instanceof ModelFetchError) return blockTexts.notHad[error.code];
  return blockTexts.unknown;
}
