/** The page's one renderer: made with the first view that joins, and gone with the last that leaves. */

import { rendererName } from "./gpu/context";
import type { Drawable } from "./renderer/drawable";
import { framesDrawn, SharedRenderer } from "./renderer/shared-renderer";

export { Guest } from "./renderer/drawable";

/** Counts for tests and for the diagnostics panel. */
export interface ViewerStatistics {
  contexts: number;
  views: number;
  /** Bitmaps drawn since the page began. */
  frames: number;
  /** Views whose picture is still to be drawn, or smoothed. */
  rough: number;
  geometries: number;
  textures: number;
  programs: number;
  /** Models on the GPU, and the bytes they take. */
  residents: number;
  residentBytes: number;
}

let shared: SharedRenderer | null = null;

/**
 * Join the page's loop.
 *
 * @throws Error with a sentence for the user, where the browser cannot draw.
 */
export function join(drawable: Drawable): SharedRenderer {
  shared ??= new SharedRenderer();
  shared.loop.add(drawable);
  return shared;
}

/** Leave the loop; the context goes with the last view. */
export function leave(drawable: Drawable): void {
  shared?.loop.remove(drawable);
  if (shared?.loop.drawables.size !== 0) return;
  shared.dispose();
  shared = null;
}

export function viewerStatistics(): ViewerStatistics {
  const drawables = [...(shared?.loop.drawables ?? [])];
  const info = shared?.webgl.info;
  return {
    contexts: shared ? 1 : 0,
    views: drawables.length,
    frames: framesDrawn(),
    rough: drawables.filter(({ rough }) => rough).length,
    geometries: info?.memory.geometries ?? 0,
    textures: info?.memory.textures ?? 0,
    programs: info?.programs?.length ?? 0,
    residents: shared?.residency.count ?? 0,
    residentBytes: shared?.residency.bytes ?? 0,
  };
}

/** What draws, in the browser's own words; null before the first view. */
export function drawnBy(): string | null {
  return shared && rendererName(shared.gl);
}

/** Let a model go from the GPU that is not to be shown again. */
export function forgetModel(id: string): void {
  shared?.residency.forget(id);
}
