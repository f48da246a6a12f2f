/** The measures of a model, drawn along the edges of its box over the picture, and the size of a cell. */

import { type Box3, type Color, SRGBColorSpace, Vector3 } from "three";
import { cellSize } from "../grid/grid";
import type { Framed, ViewCamera } from "../view/camera";
import type { ViewLook } from "../view/look";
import { lengthText } from "./length";
import { type Place, type Point, placeOf } from "./places";

const SVG = "http://www.w3.org/2000/svg";

/** CSS pixels: from the model to its measure, and what is left free at the edge of the view. */
const AWAY = 16;
const TICK = 4;
const MARGIN = 6;

/** An edge that is shorter on screen has no room for its number, and is seen end-on. */
const SHORTEST = 26;

const AXES = ["x", "y", "z"] as const;

export class Ruler {
  /** What numbers give way to: it lies over the view. */
  keepClear: Element | null = null;
  readonly #element: HTMLElement;
  readonly #onChange: () => void;
  readonly #svg = document.createElementNS(SVG, "svg");
  readonly #measures = AXES.map((axis) => new Measure(this.#svg, axis));
  readonly #cell = new Label(this.#svg, "cell");
  #shown = false;

  constructor(element: HTMLElement, onChange: () => void) {
    this.#element = element;
    this.#onChange = onChange;
    this.#svg.classList.add("ruler");
    // The facts tell the same in words.
    this.#svg.setAttribute("aria-hidden", "true");
    this.#svg.style.cssText =
      "position:absolute;inset:0;width:100%;height:100%;overflow:hidden;pointer-events:none;" +
      "font:600 12px system-ui,sans-serif;font-variant-numeric:tabular-nums";
    element.append(this.#svg);
  }

  get shown(): boolean {
    return this.#shown;
  }

  set shown(on: boolean) {
    this.#shown = on;
    this.#onChange();
  }

  /** Measure this in the picture that the camera takes of it, in lines of this colour. */
  follow(subject: Framed | null, camera: ViewCamera, look: ViewLook, ink: Color): void {
    const grid = look.ground === "grid";
    if (!subject || !(this.#shown || grid)) {
      this.#svg.style.display = "none";
      return;
    }
    // Places are asked for before anything is written, which would have the page laid out anew.
    const { clientWidth: width, clientHeight: height } = this.#element;
    const free = this.#freeOf(width, height);
    this.#svg.style.display = "";
    const dark = ink.g > 0.5;
    this.#svg.style.color = `#${ink.getHexString(SRGBColorSpace)}`;
    this.#svg.style.stroke = dark ? "rgb(20 20 24 / 0.75)" : "rgb(255 255 255 / 0.85)";
    const cell = cellSize(camera.viewHeight, look.units);
    this.#cell.write(grid ? `▦ ${lengthText(cell, look.units)}` : "", {
      x: MARGIN + 6 + 34,
      y: height - MARGIN - 12,
    });
    const edges = this.#shown ? edgesOf(subject.box, camera, width, height) : null;
    const size = subject.box.getSize(new Vector3());
    for (const [index, measure] of this.#measures.entries()) {
      const axis = AXES[index] ?? "x";
      measure.draw(edges?.[axis] ?? null, lengthText(size[axis], look.units), free);
    }
  }

  /** Has a number that is as wide moved to where it can be read. */
  #freeOf(width: number, height: number): (at: Point, halfWidth: number) => Point {
    const view = this.#element.getBoundingClientRect();
    const clear = this.keepClear?.getBoundingClientRect();
    return ({ x, y }, half) => {
      const within = {
        x: Math.min(Math.max(x, half + MARGIN), width - half - MARGIN),
        y: Math.min(Math.max(y, 10 + MARGIN), height - 10 - MARGIN),
      };
      if (!clear) return within;
      const [left, right] = [clear.left - view.left - MARGIN, clear.right - view.left + MARGIN];
      const [top, bottom] = [clear.top - view.top - MARGIN, clear.bottom - view.top + MARGIN];
      const apart =
        within.x + half < left ||
        within.x - half > right ||
        within.y + 10 < top ||
        within.y - 10 > bottom;
      if (apart) return within;
      // Beside what is high, below what is wide.
      return bottom - top > right - left
        ? { x: left - half, y: within.y }
        : { x: within.x, y: bottom + 10 };
    };
  }
}

interface Edge {
  from: Point;
  to: Point;
  /** Away from the model, one pixel long. */
  away: Point;
}

/** The edges of a box that are drawn along, where the camera has all of it before it. */
function edgesOf(
  box: Box3,
  camera: ViewCamera,
  width: number,
  height: number,
): Record<(typeof AXES)[number], Edge> | null {
  const { perspective } = camera;
  perspective.updateMatrixWorld();
  const place = placeOf(perspective, width, height);
  const { min, max } = box;
  const at = (x: number, y: number, z: number) => place(new Vector3(x, y, z));
  const centre = place(box.getCenter(new Vector3()));
  const corners = [min.x, max.x].flatMap((x) =>
    [min.y, max.y].flatMap((y) => [min.z, max.z].map((z) => at(x, y, z))),
  );
  if (!centre || corners.some((each) => each === null)) return null;
  const edge = (from: Place, to: Place): Edge => outward(from as Point, to as Point, centre);
  const wide = [min.z, max.z].map((z) => edge(at(min.x, min.y, z), at(max.x, min.y, z)));
  const high = [min.x, max.x].flatMap((x) =>
    [min.z, max.z].map((z) => edge(at(x, min.y, z), at(x, max.y, z))),
  );
  const deep = [min.x, max.x].map((x) => edge(at(x, min.y, min.z), at(x, min.y, max.z)));
  // The lowest for the width, the leftmost for the height, and the depth where neither of them is.
  return {
    x: most(wide, ({ from, to }) => from.y + to.y),
    y: most(high, ({ from, to }) => -(from.x + to.x)),
    z: most(deep, ({ from, to }) => from.x + to.x),
  };
}

function most(edges: Edge[], value: (edge: Edge) => number): Edge {
  return edges.reduce((best, each) => (value(each) > value(best) ? each : best));
}

function outward(from: Point, to: Point, centre: Point): Edge {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const normal = { x: (to.y - from.y) / length, y: (from.x - to.x) / length };
  const middle = { x: (from.x + to.x) / 2 - centre.x, y: (from.y + to.y) / 2 - centre.y };
  const sign = normal.x * middle.x + normal.y * middle.y < 0 ? -1 : 1;
  return { from, to, away: { x: normal.x * sign, y: normal.y * sign } };
}

class Measure {
  readonly #halo = document.createElementNS(SVG, "path");
  readonly #line = document.createElementNS(SVG, "path");
  readonly #label: Label;

  constructor(svg: SVGSVGElement, axis: string) {
    this.#halo.style.cssText = "fill:none;stroke-width:3.5";
    this.#line.style.cssText = "fill:none;stroke:currentColor;stroke-width:1.25";
    this.#line.dataset.axis = axis;
    svg.append(this.#halo, this.#line);
    this.#label = new Label(svg, axis);
  }

  draw(edge: Edge | null, text: string, free: (at: Point, half: number) => Point): void {
    const long = edge && Math.hypot(edge.to.x - edge.from.x, edge.to.y - edge.from.y) > SHORTEST;
    if (!edge || !long) {
      for (const path of [this.#halo, this.#line]) path.removeAttribute("d");
      this.#label.write("", { x: 0, y: 0 });
      return;
    }
    const { from, to, away } = edge;
    const off = ({ x, y }: Point, by: number) =>
      `${round(x + away.x * by)} ${round(y + away.y * by)}`;
    const path =
      `M${off(from, AWAY)}L${off(to, AWAY)}` +
      `M${off(from, AWAY - TICK)}L${off(from, AWAY + TICK)}M${off(to, AWAY - TICK)}L${off(to, AWAY + TICK)}`;
    for (const each of [this.#halo, this.#line]) each.setAttribute("d", path);
    const half = text.length * 3.7 + 4;
    const beside = AWAY + TICK + 4 + Math.abs(away.x) * half + Math.abs(away.y) * 8;
    const middle = {
      x: (from.x + to.x) / 2 + away.x * beside,
      y: (from.y + to.y) / 2 + away.y * beside,
    };
    this.#label.write(text, free(middle, half));
  }
}

class Label {
  readonly #text = document.createElementNS(SVG, "text");

  constructor(svg: SVGSVGElement, name: string) {
    this.#text.style.cssText =
      "fill:currentColor;stroke-width:3.5;stroke-linejoin:round;paint-order:stroke;" +
      "text-anchor:middle;dominant-baseline:central";
    this.#text.dataset.measure = name;
    svg.append(this.#text);
  }

  write(text: string, { x, y }: Point): void {
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#text.setAttribute("x", round(x));
    this.#text.setAttribute("y", round(y));
  }
}

function round(value: number): string {
  return value.toFixed(1);
}
