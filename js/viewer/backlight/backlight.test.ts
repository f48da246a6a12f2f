import { describe, expect, test } from "vitest";
import { ball } from "../testing/features";
import { openView, pixel, seen } from "../testing/open-view";
import { remedy } from "./backlight";
import { outlineOf } from "./outline";

/** A square of a grey in the middle of nothing. */
function square(value: number): ImageData {
  const picture = new ImageData(20, 20);
  for (let y = 5; y < 15; y++)
    for (let x = 5; x < 15; x++) picture.data.set([value, value, value, 255], (y * 20 + x) * 4);
  return picture;
}

const luminance = (value: number) => ((value / 255 + 0.055) / 1.055) ** 2.4;
const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

test("all of a black outline is lost on black, and none on white", () => {
  const black = outlineOf(square(20), luminance(25), 2, 1.4);
  expect(black?.lost).toBe(1);
  expect(black?.box).toEqual([0.25, 0.25, 0.75, 0.75]);
  expect(outlineOf(square(20), 1, 2, 1.4)?.lost).toBe(0);
  expect(outlineOf(new ImageData(9, 9), 1, 2, 1.4)).toBeNull();
});

test("a ground that is lit, or shaded, so much has the contrast that is wanted", () => {
  const dark = remedy({ luminance: luminance(20) }, luminance(30));
  const lit = 30 + dark.strength * (255 - 30);
  expect(contrast(luminance(lit), luminance(20))).toBeCloseTo(2, 1);
  const light = remedy({ luminance: luminance(250) }, 1);
  expect(light.colour).toBe("0 0 0");
  expect(contrast(luminance(255 * (1 - light.strength)), luminance(250))).toBeCloseTo(1.4, 1);
});

describe("what is behind a product", () => {
  const behind = async (colour: string, page: string) => {
    const view = await openView(ball({ color: colour, roughness: 1 }), { page, ground: "none" });
    const light = view.element.querySelector<HTMLElement>(".backlight");
    await seen(view);
    await new Promise((resolve) => setTimeout(resolve, 600));
    return { strength: Number(light?.style.opacity), picture: await seen(view) };
  };

  test("is lit for a black one on a dark page, and goes out towards the edge", async () => {
    const { strength, picture } = await behind("#000000", "#111111");
    expect(strength).toBeGreaterThan(0.05);
    const beside = pixel(picture, 0.1, 0.5)[0] ?? 0;
    expect(beside).toBeGreaterThan(40);
    expect(pixel(picture, 0.01, 0.01)[0]).toBeLessThan(beside - 20);
  });

  test("is left as it is where the product is seen", async () => {
    const { strength, picture } = await behind("#000000", "#ffffff");
    expect(strength).toBe(0);
    expect(pixel(picture, 0.1, 0.5)).toEqual([255, 255, 255]);
  });
});
