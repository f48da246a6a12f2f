import { BoxGeometry, Mesh, MeshStandardMaterial } from "three";
import { describe, expect, test } from "vitest";
import { openView, seen } from "../testing/open-view";
import { lengthIn, lengthText, metresOf } from "./length";

const box = () => new Mesh(new BoxGeometry(0.06, 0.18, 0.0425), new MeshStandardMaterial());

const numbers = (element: Element) =>
  ["x", "y", "z"].map((axis) => element.querySelector(`[data-measure=${axis}]`)?.textContent);

test("its numbers are those of the box, in whatever units, and it is there when it is wanted", async () => {
  const view = await openView(box(), { camera: { position: [0.4, 0.2, 0.4], target: [0, 0, 0] } });
  await seen(view);
  const svg = view.element.querySelector<SVGElement>(".ruler");
  expect(svg?.style.display).toBe("none");
  view.ruler.shown = true;
  expect(svg?.style.display).toBe("");
  expect(numbers(view.element)).toEqual(["60 mm", "180 mm", "42.5 mm"]);
  view.look.units = "in";
  await seen(view);
  expect(numbers(view.element)).toEqual(["2.36 in", "7.09 in", "1.67 in"]);
});

test("its lines go along the edges of the box, beside it, and turn with it", async () => {
  const view = await openView(box());
  view.ruler.shown = true;
  await seen(view);
  const path = () => view.element.querySelector("[data-axis=y]")?.getAttribute("d") ?? "";
  const [, x1 = "", y1 = "", x2 = "", y2 = ""] = /M(\S+) (\S+)L(\S+) (\S+?)M/.exec(path()) ?? [];
  // The product is 0.74 of the view's 240 pixels high at most, and its front edge a little more.
  expect(Math.abs(Number(y2) - Number(y1))).toBeGreaterThan(150);
  expect(Math.abs(Number(x2) - Number(x1))).toBeLessThan(8);
  expect(Number(x1)).toBeLessThan(95);
  const before = path();
  view.camera = { position: [0.5, 0.2, -0.3], target: [0, 0, 0] };
  await seen(view);
  expect(path()).not.toBe(before);
});

test("its numbers give way to what lies over the view", async () => {
  const view = await openView(box(), { camera: { position: [0, 0, 0.35], target: [0, 0, 0] } });
  const bar = document.createElement("div");
  bar.style.cssText = "position:absolute;left:0;top:80px;width:60px;height:80px";
  view.element.append(bar);
  view.ruler.keepClear = bar;
  view.ruler.shown = true;
  await seen(view);
  const label = view.element.querySelector("[data-measure=y]") as Element;
  const [text, clear] = [label.getBoundingClientRect(), bar.getBoundingClientRect()];
  const apart =
    text.right <= clear.left ||
    text.left >= clear.right ||
    text.bottom <= clear.top ||
    text.top >= clear.bottom;
  expect(apart).toBe(true);
});

describe("lengths", () => {
  test.each([
    [0.18, "mm", "180 mm"],
    [0.0625, "mm", "62.5 mm"],
    [0.00325, "mm", "3.25 mm"],
    [12.5, "mm", "12.5 m"],
    [0.18, "in", "7.09 in"],
  ] as const)("%f m in %s is %s", (metres, units, text) => {
    expect(lengthText(metres, units)).toBe(text);
  });

  test("are read back", () => {
    expect(metresOf(lengthIn(0.254, "in"), "in")).toBeCloseTo(0.254);
    expect(metresOf(180, "mm")).toBe(0.18);
  });
});
