/**
 * The parts of what a view shows: which one is pointed at and which is selected, which are not drawn,
 * and how some are to look. What is selected or hidden stays so by its name from model to model.
 */

import { Raycaster, Vector2 } from "three";
import type { SharedRenderer } from "../renderer/shared-renderer";
import { idle } from "../residency/idle";
import { ViewEvents } from "../view/events";
import { Caption } from "./caption";
import { listenForPartKeys } from "./keys";
import { Marks, type PartsSubject } from "./marks";
import type { Part } from "./part";
import { PartialShadow } from "./partial-shadow";
import type { PartsLook } from "./parts-look";
import { listenForPointer, type Place } from "./pointer";
import { Tint, type TintValues } from "./tint";

export interface PartsEvents {
  /** Those of another model that is on screen; none without one. */
  parts: readonly Part[];
  /** The part that a pointer rests on. */
  hover: string | null;
  /** The part that is selected. */
  select: string | null;
  /** A part was clicked or tapped, whether it was selected before or not. */
  click: string;
  /** Names of the parts that are not drawn, where the keyboard had one hidden or shown. */
  hide: readonly string[];
}

const NONE: readonly Part[] = [];

export class ViewParts {
  readonly #element: HTMLElement;
  readonly #subject: PartsSubject;
  readonly #onLook: () => void;
  readonly #events = new ViewEvents<PartsEvents>();
  readonly #marks: Marks;
  readonly #caption: Caption;
  readonly #raycaster = new Raycaster();
  readonly #cleanUp = new AbortController();
  readonly #tints = new Map<string, Tint>();
  readonly #shadow = new PartialShadow();
  #hidden: ReadonlySet<string> = new Set();
  #solo: string | null = null;
  #selected: string | null = null;
  #hovered: string | null = null;
  /** Where a pointer rests. */
  #pointer: Place | null = null;
  #picking = 0;
  #preparing: AbortController | null = null;
  #enabled = true;

  /** `onLook` is told when the model is to be drawn in another way. */
  constructor(
    element: HTMLElement,
    renderer: SharedRenderer,
    subject: PartsSubject,
    onLook: () => void,
  ) {
    this.#element = element;
    this.#subject = subject;
    this.#onLook = onLook;
    this.#marks = new Marks(element, renderer, subject);
    this.#caption = new Caption(element);
    const { signal } = this.#cleanUp;
    listenForPointer(
      element,
      { onHover: (at) => this.#point(at), onClick: (at) => this.#click(at) },
      signal,
    );
    listenForPartKeys(
      element,
      { step: (by) => this.#step(by), hide: () => this.#toggle(), clear: () => this.#letGo() },
      signal,
    );
  }

  /** Until the view is gone, or sooner. */
  on<Name extends keyof PartsEvents>(
    name: Name,
    listener: (detail: PartsEvents[Name]) => void,
    until?: AbortSignal,
  ): void {
    this.#events.on(name, listener, until);
  }

  /** Of the model on screen, in the order of its file. */
  get list(): readonly Part[] {
    return this.#subject.models.current?.parts.list ?? NONE;
  }

  get selected(): string | null {
    return this.#selected;
  }

  /** What the model on screen does not have is let go of; before there is one, it is waited for. */
  set selected(name: string | null) {
    if (name === this.#selected) return;
    const { current } = this.#subject.models;
    this.#selected = name !== null && current && !current.parts.has(name) ? null : name;
    this.#told();
    this.#events.emit("select", this.#selected);
  }

  /** The part that a pointer rests on, here or in a list of them. */
  get hovered(): string | null {
    return this.#hovered;
  }

  set hovered(name: string | null) {
    if (name === this.#hovered) return;
    this.#hovered = name;
    this.#mark();
    this.#events.emit("hover", name);
  }

  /** Names of what is not drawn. */
  get hidden(): readonly string[] {
    return [...this.#hidden];
  }

  set hidden(names: readonly string[]) {
    if (names.length === this.#hidden.size && names.every((name) => this.#hidden.has(name))) return;
    this.#hidden = new Set(names);
    this.#looked();
  }

  /** The only one that is drawn, where the model has it. */
  get solo(): string | null {
    return this.#solo;
  }

  set solo(name: string | null) {
    if (name === this.#solo) return;
    this.#solo = name;
    this.#looked();
  }

  /** Whether parts are pointed at and outlined: not where several models are drawn. */
  set enabled(on: boolean) {
    if (on === this.#enabled) return;
    this.#enabled = on;
    this.hovered = null;
    this.#mark();
  }

  /** Show a part in another colour or finish until another model is shown, or as it is. */
  tint(name: string, values: TintValues | null): void {
    const made = this.#tints.get(name);
    if (values === null) {
      if (!made) return;
      this.#tints.delete(name);
      // What is on screen may be drawn once more before it has its own material again.
      this.#onLook();
      made.dispose();
      return;
    }
    if (made) made.values = values;
    else this.#tints.set(name, new Tint(values));
    this.#onLook();
  }

  /** How a model is drawn. */
  get look(): PartsLook {
    const hidden = this.#unseen;
    return {
      hidden,
      tints: this.#tints,
      shadow: (model) => {
        if (model !== this.#subject.models.current) return model.shadow;
        const unseen = this.list.filter(({ name }) => hidden.has(name));
        return this.#shadow.of(model, unseen.map(({ name }) => name).join("\n"));
      },
    };
  }

  /** Another model is on screen, or none. */
  replaced(): void {
    const { current } = this.#subject.models;
    this.#preparing?.abort();
    this.#preparing = null;
    for (const tint of this.#tints.values()) tint.dispose();
    this.#tints.clear();
    this.#events.emit("parts", this.list);
    if (current && this.#selected !== null && !current.parts.has(this.#selected))
      this.selected = null;
    this.hovered = null;
    this.#caption.show(null, null);
    this.#mark();
    this.#marks.moved();
    this.#pickSoon();
  }

  // As the view's own

  moved(): void {
    this.#marks.moved();
  }

  draw(): boolean {
    return this.#marks.draw();
  }

  get rough(): boolean {
    return this.#marks.rough;
  }

  smooth(): void {
    this.#marks.smooth();
  }

  dispose(): void {
    this.#cleanUp.abort();
    this.#events.dispose();
    this.#preparing?.abort();
    cancelAnimationFrame(this.#picking);
    this.#shadow.drop();
    for (const tint of this.#tints.values()) tint.dispose();
    this.#tints.clear();
  }

  get #unseen(): ReadonlySet<string> {
    const solo = this.#solo;
    if (solo === null || !this.#subject.models.current?.parts.has(solo)) return this.#hidden;
    return new Set(this.list.flatMap(({ name }) => (name === solo ? [] : [name])));
  }

  #looked(): void {
    this.#onLook();
    this.#mark();
    this.#pickSoon();
  }

  #mark(): void {
    const unseen = this.#unseen;
    const seen = (name: string | null) =>
      this.#enabled && name !== null && !unseen.has(name) ? name : null;
    this.#marks.set(seen(this.#selected), seen(this.#hovered));
  }

  #told(): void {
    this.#mark();
    this.#caption.tell(this.#selected);
  }

  #point(at: Place | null): void {
    this.#pointer = at;
    if (at) this.#pickSoon();
    else {
      this.hovered = null;
      this.#caption.show(null, null);
    }
  }

  /** In the next frame, however often the pointer moves until then. */
  #pickSoon(): void {
    if (this.#pointer === null || this.#picking !== 0) return;
    this.#picking = requestAnimationFrame(() => {
      this.#picking = 0;
      this.#pickHovered();
    });
  }

  #pickHovered(): void {
    const { current } = this.#subject.models;
    // With one part there is nothing to tell apart.
    if (!this.#pointer || !this.#enabled || !current || this.list.length < 2) return;
    if (!current.parts.picking.ready) return void this.#prepare();
    this.hovered = this.#pick(this.#pointer);
    this.#caption.show(this.#hovered, this.#pointer);
  }

  /** Have parts found quickly, a few milliseconds at a time when the page has nothing else to do. */
  async #prepare(): Promise<void> {
    if (this.#preparing) return;
    const preparing = new AbortController();
    this.#preparing = preparing;
    const { current } = this.#subject.models;
    let stance = current?.stance;
    try {
      while (current && !current.parts.picking.ready) {
        await idle(preparing.signal);
        // Of what moves it would be of no use.
        if (current.stance === stance) current.parts.picking.prepare();
        stance = current.stance;
      }
    } catch (error) {
      if (!preparing.signal.aborted) throw error;
      return;
    }
    if (this.#preparing === preparing) this.#preparing = null;
    this.#pickSoon();
  }

  #click(at: Place): void {
    if (!this.#enabled || this.list.length < 2) return;
    // Without waiting for what makes it quick: a click is worth a moment.
    const name = this.#pick(at);
    this.selected = name;
    if (name !== null) this.#events.emit("click", name);
  }

  #pick({ x, y }: Place): string | null {
    const { models, camera } = this.#subject;
    const { clientWidth, clientHeight } = this.#element;
    const { perspective } = camera;
    perspective.updateMatrixWorld();
    const at = new Vector2((x / clientWidth) * 2 - 1, 1 - (y / clientHeight) * 2);
    this.#raycaster.setFromCamera(at, perspective);
    return models.current?.parts.picking.pick(this.#raycaster.ray, this.#unseen) ?? null;
  }

  #step(by: 1 | -1): boolean {
    const names = this.list.map(({ name }) => name);
    if (names.length === 0) return false;
    const at = this.#selected === null ? -1 : names.indexOf(this.#selected);
    const from = at < 0 && by < 0 ? 0 : at;
    this.selected = names.at((from + by) % names.length) ?? null;
    return true;
  }

  #toggle(): boolean {
    const name = this.#selected;
    if (name === null) return false;
    const hidden = this.#hidden.has(name)
      ? this.hidden.filter((each) => each !== name)
      : [...this.hidden, name];
    this.hidden = hidden;
    this.#events.emit("hide", hidden);
    return true;
  }

  #letGo(): boolean {
    if (this.#selected === null) return false;
    this.selected = null;
    return true;
  }
}
