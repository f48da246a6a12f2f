/** Several models in one picture, each pixel of which is drawn once. */

import type { Model } from "../model/model";
import type { Look, Painter, SharedRenderer } from "../renderer/shared-renderer";
import type { Grid } from "./grid";

/** Left of a line, which is at this share of the width, one model, and right of it another. */
export function paintWipe(
  renderer: SharedRenderer,
  [left, right]: readonly [Model | null, Model],
  look: Look,
  position: number,
): Painter {
  return (width, height) => {
    const { webgl } = renderer;
    const line = Math.round(width * position);
    webgl.setScissorTest(true);
    if (line > 0) {
      webgl.setScissor(0, 0, line, height);
      renderer.render(left, look);
    }
    if (line < width) {
      webgl.setScissor(line, 0, width - line, height);
      renderer.render(right, look);
    }
    webgl.setScissorTest(false);
  };
}

/** A model in each cell, row by row from the top left. */
export function paintCells(
  renderer: SharedRenderer,
  models: readonly (Model | null)[],
  look: Look,
  { columns, rows }: Grid,
): Painter {
  return (width, height) => {
    const { webgl } = renderer;
    webgl.setScissorTest(true);
    models.forEach((model, index) => {
      const [left, right] = edges(width, columns, index % columns);
      const [top, bottom] = edges(height, rows, Math.floor(index / columns));
      const cell = [left, height - bottom, right - left, bottom - top] as const;
      webgl.setViewport(...cell);
      webgl.setScissor(...cell);
      renderer.render(model, look);
    });
    webgl.setScissorTest(false);
    webgl.setViewport(0, 0, width, height);
  };
}

/** Where one of several equal parts begins and ends, in whole pixels. */
function edges(length: number, parts: number, index: number): [number, number] {
  return [Math.round((length * index) / parts), Math.round((length * (index + 1)) / parts)];
}
