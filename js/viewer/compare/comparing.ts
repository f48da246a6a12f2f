/** The models that a view shows beside its own, pinned on the GPU, and the picture of all of them. */

import { Box3, Sphere } from "three";
import type { ModelSource } from "../../contract";
import type { Model } from "../model/model";
import type { Look, Painter, SharedRenderer } from "../renderer/shared-renderer";
import type { LoadOptions } from "../residency/load";
import type { Framed } from "../view/camera";
import { type Arrangement, alike, cellsOf } from "./comparison";
import { Difference } from "./difference";
import type { Grid } from "./grid";
import { paintCells, paintWipe } from "./painters";

/** Above and below what is on a contact sheet, by its height: its name stands there. */
const NAME_ROOM = 0.14;

export interface ComparingView {
  /** How a model is loaded for the view. */
  loadOptions(signal: AbortSignal): LoadOptions;
  /** Other models are to be drawn, or in another way. */
  onArrange(): void;
  /** The line of the wipe is elsewhere, or the other page of the picture is to be seen. */
  onAdjust(): void;
}

export class Comparing {
  readonly #renderer: SharedRenderer;
  readonly #shown: { readonly current: Model | null };
  readonly #view: ComparingView;
  #arrangement: Arrangement | null = null;
  /** Of the arrangement's sources; none while a lost context is on its way back. */
  #models: Model[] = [];
  #difference: Difference | null = null;
  #loading: AbortController | null = null;

  /** `shown` has the view's own model. */
  constructor(
    renderer: SharedRenderer,
    shown: { readonly current: Model | null },
    view: ComparingView,
  ) {
    this.#renderer = renderer;
    this.#shown = shown;
    this.#view = view;
  }

  get active(): boolean {
    return this.#arrangement !== null;
  }

  /** Whether its models are on their way back: what is on screen is to stay. */
  get waiting(): boolean {
    return this.#models.length < (this.#arrangement?.sources.length ?? 0);
  }

  get cells(): Grid {
    return cellsOf(this.#arrangement);
  }

  /** Pictures beside each other in the one that is drawn, one of which is seen. */
  get pages(): number {
    return this.#arrangement?.mode === "blink" ? 2 : 1;
  }

  /** The page that is seen. */
  get page(): number {
    return this.#arrangement?.mode === "blink" && this.#arrangement.flipped ? 1 : 0;
  }

  /**
   * Draw the view's models like this from when all are there; until then what is on screen stays.
   *
   * @throws ModelParseError, ModelFetchError: what is on screen is left there.
   */
  async arrange(wanted: Arrangement | null): Promise<void> {
    this.#loading?.abort();
    this.#loading = null;
    if (!wanted) {
      if (this.#arrangement) this.#take(null, []);
      return;
    }
    if (alike(this.#arrangement, wanted) && !this.waiting) {
      this.#arrangement = wanted;
      this.#view.onAdjust();
      return;
    }
    // Shaders of the difference are compiled beside the page.
    const here = wanted.mode === "difference" ? null : this.#pinAll(wanted.sources);
    if (here) return this.#take(wanted, here);
    const loading = new AbortController();
    this.#loading = loading;
    try {
      const models = await this.#acquireAll(wanted, loading.signal);
      if (models) this.#take(wanted, models);
    } finally {
      if (this.#loading === loading) this.#loading = null;
    }
  }

  /** The picture of a view whose own model is this one. */
  painter(own: Model | null, look: Look): Painter {
    const [arrangement, models] = [this.#arrangement, this.#models];
    const [other] = models;
    if (!arrangement || !other) return () => this.#renderer.render(own, look);
    switch (arrangement.mode) {
      case "wipe":
        return paintWipe(this.#renderer, [own, other], look, arrangement.position);
      case "side":
        return paintCells(this.#renderer, [own, other], look, this.cells);
      case "blink":
        return paintCells(this.#renderer, [own, other], look, { columns: 2, rows: 1 });
      case "difference":
        this.#difference ??= new Difference(this.#renderer);
        return this.#difference.painter(own, other, look);
      case "sheet":
        return paintCells(this.#renderer, models, look, this.cells);
    }
  }

  /** The page that is seen, by itself. */
  pagePainter(own: Model | null, look: Look): Painter {
    if (this.pages === 1) return this.painter(own, look);
    const seen = this.page === 0 ? own : (this.#models[0] ?? null);
    return () => this.#renderer.render(seen, look);
  }

  /** What has to fit in a cell: all that is drawn in any of them. */
  framed(own: Model | null): Framed | null {
    const sheet = this.#arrangement?.mode === "sheet";
    const models = own && !sheet ? [own, ...this.#models] : this.#models;
    const [first] = models;
    if (!first) return own;
    if (models.length === 1 && !sheet) return first;
    const box = new Box3();
    for (const model of models) box.union(model.box);
    if (sheet) {
      const room = (box.max.y - box.min.y) * NAME_ROOM;
      box.min.y -= room;
      box.max.y += room;
    }
    return { box, sphere: box.getBoundingSphere(new Sphere()) };
  }

  /** The context was lost, and with it every model. */
  lost(): void {
    this.#models = [];
  }

  /** The context came back. */
  async restored(): Promise<void> {
    if (!this.#arrangement || this.#loading) return;
    try {
      await this.arrange(this.#arrangement);
    } catch (error) {
      // What is there is better than what can no longer be drawn.
      this.#take(null, []);
      throw error;
    }
  }

  dispose(): void {
    this.#loading?.abort();
    this.#arrangement = null;
    this.#release();
    this.#tidy();
  }

  #take(arrangement: Arrangement | null, models: Model[]): void {
    this.#release();
    this.#arrangement = arrangement;
    this.#models = models;
    for (const model of models) this.#renderer.cast(model);
    this.#tidy();
    this.#view.onArrange();
  }

  /** Let go of what only the difference is drawn with, as large as the view. */
  #tidy(): void {
    if (this.#arrangement?.mode === "difference") return;
    this.#difference?.dispose();
    this.#difference = null;
  }

  #release(): void {
    for (const model of this.#models) this.#renderer.residency.unpin(model);
    this.#models = [];
  }

  /** Models that are all here, pinned, or null. */
  #pinAll(sources: readonly ModelSource[]): Model[] | null {
    const { residency } = this.#renderer;
    const models = sources.flatMap(({ id }) => residency.pin(id) ?? []);
    if (models.length === sources.length) return models;
    for (const model of models) residency.unpin(model);
    return null;
  }

  /** Models, pinned and prepared; null where something else was asked for meanwhile. */
  async #acquireAll({ sources, mode }: Arrangement, signal: AbortSignal): Promise<Model[] | null> {
    const { residency } = this.#renderer;
    const options = this.#view.loadOptions(signal);
    const loaded = await Promise.allSettled(
      sources.map((source) => residency.acquire(source, options)),
    );
    const models = loaded.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    try {
      const failed = loaded.find((each) => each.status === "rejected");
      if (failed) throw failed.reason;
      if (mode === "difference") {
        const { current } = this.#shown;
        this.#difference ??= new Difference(this.#renderer);
        await this.#difference.prepare(current ? [current, ...models] : models, options.lighting);
      }
      if (!signal.aborted) return models;
    } catch (error) {
      for (const model of models.splice(0)) residency.unpin(model);
      if (!signal.aborted) throw error;
    }
    for (const model of models) residency.unpin(model);
    this.#tidy();
    return null;
  }
}
