import { BoxGeometry, Mesh, MeshStandardMaterial } from "three";
import { describe, expect, test } from "vitest";
import { count } from "../../testing/pixels";
import { EXPOSURE } from "../lighting/glass";
import type { Radiance } from "../lighting/radiance";
import { Guest, join, leave } from "../renderer";
import { ball } from "../testing/features";
import { openView, pixel, seen } from "../testing/open-view";

const linear = (channel: number) =>
  channel <= 10 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;

/** Khronos PBR neutral tone mapping of a grey, where it compresses nothing, and the way back. */
const shown = (light: number) => (light < 0.08 ? 6.25 * light ** 2 : light - 0.04);
const light = (value: number) => (value < 0.04 ? Math.sqrt(value / 6.25) : value + 0.04);

const grey = () => ball({ color: "#505050", roughness: 1 });
const cube = () => new Mesh(new BoxGeometry(1, 1, 1), new MeshStandardMaterial({ color: "#888" }));

/** Light of one colour from everywhere. */
function even(red: number, green: number, blue: number): Radiance {
  const half = (value: number) => (value === 0 ? 0 : 0x3c00 + Math.round(Math.log2(value)) * 0x400);
  const texel = [half(red), half(green), half(blue), 0x3c00];
  return {
    width: 16,
    height: 8,
    texels: Uint16Array.from({ length: 512 }, (_, at) => texel[at % 4] ?? 0),
  };
}

describe("exposure", () => {
  test("multiplies the light by two for each step", async () => {
    const view = await openView(grey());
    const [before = 0] = pixel(await seen(view), 0.5, 0.5);
    view.look.exposure = 1;
    const [brighter = 0] = pixel(await seen(view), 0.5, 0.5);
    view.look.exposure = -1;
    const [darker = 0] = pixel(await seen(view), 0.5, 0.5);
    const expected = light(linear(before));
    expect(expected * EXPOSURE).toBeGreaterThan(0.03);
    expect(Math.abs(light(linear(brighter)) / expected - 2)).toBeLessThan(0.06);
    expect(Math.abs(light(linear(darker)) / expected - 0.5)).toBeLessThan(0.06);
    expect(shown(light(0.3))).toBeCloseTo(0.3);
  });

  test("brightens what glass reflects as well", async () => {
    const view = await openView(ball({ roughness: 0.3, transmission: 1 }), { page: "#101010" });
    const before = pixel(await seen(view), 0.3, 0.35);
    view.look.exposure = 2;
    expect(Math.max(...pixel(await seen(view), 0.3, 0.35))).toBeGreaterThan(
      Math.max(...before) + 8,
    );
  });
});

describe("light of one's own", () => {
  test("tints what it falls on, and the preset is back once it is taken away", async () => {
    const view = await openView(grey());
    const before = pixel(await seen(view), 0.5, 0.5);
    view.look.environment = { id: "red", radiance: even(4, 0.25, 0.25) };
    await expect
      .poll(async () => {
        const [red = 0, green = 0] = pixel(await seen(view), 0.5, 0.5);
        return red - green;
      })
      .toBeGreaterThan(60);
    view.look.environment = null;
    await expect.poll(async () => pixel(await seen(view), 0.5, 0.5)).toEqual(before);
  });

  test("is there again after the GPU was lost", async () => {
    const view = await openView(grey());
    view.look.environment = { id: "red again", radiance: even(4, 0.25, 0.25) };
    await expect.poll(() => view.look.lit).toBe("own red again");
    const before = pixel(await seen(view), 0.5, 0.5);
    const guest = new Guest();
    const lose = join(guest).gl.getExtension("WEBGL_lose_context");
    lose?.loseContext();
    await new Promise((resolve) => setTimeout(resolve, 100));
    lose?.restoreContext();
    await expect.poll(() => view.model).not.toBeNull();
    // So that what is seen is drawn anew.
    view.look.exposure = 1;
    const [red = 0] = pixel(await seen(view), 0.5, 0.5);
    expect(red).toBeGreaterThan((before[0] ?? 0) + 10);
    view.look.exposure = 0;
    expect(pixel(await seen(view), 0.5, 0.5)).toEqual(before);
    leave(guest);
  });

  test("is turned", async () => {
    const half = even(0.25, 0.25, 0.25);
    // The half behind the product is bright.
    for (let at = 0; at < half.texels.length; at += 4) {
      if ((at / 4) % 16 < 8) half.texels.set([0x4400, 0x4400, 0x4400], at);
    }
    const view = await openView(grey(), { rotation: 90 });
    view.look.environment = { id: "half", radiance: half };
    await expect.poll(() => view.look.lit).toBe("own half");
    const sides = async () => {
      const picture = await seen(view);
      return (pixel(picture, 0.3, 0.5)[0] ?? 0) - (pixel(picture, 0.7, 0.5)[0] ?? 0);
    };
    const before = await sides();
    view.look.rotation = -90;
    expect(Math.abs(before)).toBeGreaterThan(10);
    expect(Math.sign(await sides())).toBe(-Math.sign(before));
  });
});

describe("the ground", () => {
  test("has a shadow, or none", async () => {
    const view = await openView(cube());
    const outside = (picture: ImageData) => count(picture, (red) => red > 200 && red < 250);
    const shadow = outside(await seen(view));
    expect(shadow).toBeGreaterThan(2000);
    view.look.ground = "none";
    // What is left are the edges of the product.
    expect(outside(await seen(view))).toBeLessThan(shadow / 3);
  });

  test("has a grid whose cells are as large as it says, under the shadow", async () => {
    // Seen from straight above, so that pixels are millimetres.
    const plate = new Mesh(new BoxGeometry(0.1, 0.001, 0.1), new MeshStandardMaterial());
    const view = await openView(plate, {
      camera: { position: [0, 1, 0.0001], target: [0, 0, 0] },
    });
    const without = await seen(view);
    view.look.ground = "grid";
    const picture = await seen(view);
    const label = view.element.querySelector("[data-measure=cell]")?.textContent ?? "";
    expect(label).toMatch(/ 10 mm$/);
    // Half the view is tan(12°) metres.
    const perMetre = 0.5 / Math.tan((12 * Math.PI) / 180);
    const red = (from: ImageData, metres: number) =>
      pixel(from, 0.5 + metres * perMetre, 0.63)[0] ?? 0;
    const dark = (metres: number) => red(without, metres) - red(picture, metres);
    const columns = Array.from({ length: 30 }, (_, at) => 0.065 + at * 0.002);
    const lines = columns.filter((x) => Math.abs(x * 100 - Math.round(x * 100)) < 0.06);
    const between = columns.filter((x) => Math.abs(((x * 100) % 1) - 0.5) < 0.15);
    expect(
      Math.min(...lines.map((x) => Math.max(dark(x - 0.001), dark(x), dark(x + 0.001)))),
    ).toBeGreaterThan(12);
    expect(Math.max(...between.map(dark))).toBeLessThan(12);
  });
});

describe("the field of view", () => {
  const extent = (picture: ImageData) => {
    const rows = Array.from({ length: 100 }, (_, at) => at / 100).filter(
      (y) => Math.min(...pixel(picture, 0.5, y)) < 200,
    );
    return (rows.at(-1) ?? 0) - (rows[0] ?? 0);
  };

  test.each([false, true])(
    "leaves the product its size; the camera is theirs: %s",
    async (theirs) => {
      const view = await openView(ball({ color: "#202020" }), {
        ground: "none",
        ...(theirs && { camera: { position: [0, 0, 8], target: [0, 0, 0] } as const }),
      });
      const before = extent(await seen(view));
      view.fieldOfView = 60;
      const after = extent(await seen(view));
      expect(Math.abs(after - before)).toBeLessThan(theirs ? 0.06 : 0.12);
      const { position, target } = view.camera;
      expect(Math.hypot(...position.map((each, at) => each - (target[at] ?? 0)))).toBeLessThan(4);
    },
  );
});
