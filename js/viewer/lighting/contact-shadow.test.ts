import { BoxGeometry, Group, Mesh, MeshStandardMaterial, type Object3D } from "three";
import { describe, expect, test } from "vitest";
import { decode } from "../../testing/pixels";
import { ball, morphed, repeated, skinned } from "../testing/features";
import { openView, seen } from "../testing/open-view";

const ABOVE = { position: [0, 12, 0.001], target: [0, 0, 0] } as const;

/** From straight above: how much darker the shadow makes the white page, by place in the picture. */
async function shade(scene: Object3D): Promise<(x: number, y: number) => number> {
  const view = await openView(scene, { camera: { ...ABOVE } as never });
  const { data, width, height } = await seen(view);
  return (x, y) => 255 - (data[(Math.floor(y * height) * width + Math.floor(x * width)) * 4] ?? 0);
}

function cube(x: number, y: number, size = 0.6): Mesh {
  const mesh = new Mesh(new BoxGeometry(size, size, size), new MeshStandardMaterial());
  mesh.position.set(x, y, 0);
  return mesh;
}

describe("a shadow is thrown", () => {
  test("by what floats above the rest, fainter than by what rests on the ground", async () => {
    // Beside each of them, on the side that the shadow leans to.
    const both = await shade(new Group().add(cube(-1, 0), cube(1, 1.6)));
    const rests = both(0.5 - 1 / 5.1 + 0.085, 0.47);
    const floats = both(0.5 + 1 / 5.1 + 0.085, 0.47);
    const alone = await shade(new Group().add(cube(-1, 0), cube(1, 1.6, 0.001)));
    expect(floats).toBeGreaterThan(alone(0.5 + 1 / 5.1 + 0.085, 0.47) + 3);
    expect(rests).toBeGreaterThan(floats);
  });

  test.each([
    ["bones", () => skinned(), () => ball({})],
    ["a shape", () => morphed(), () => ball({})],
  ])("in the pose of %s", async (_, posed, plain) => {
    // Both are half as wide as they would be without.
    const [narrow, wide] = [await shade(posed()), await shade(plain())];
    const sum = (at: (x: number, y: number) => number) =>
      [0.26, 0.74].reduce((all, x) => all + at(x, 0.5), 0);
    expect(sum(narrow)).toBeLessThan(sum(wide));
  });

  test("by each of several instances", async () => {
    const at = await shade(repeated());
    const page = at(0.02, 0.02);
    expect(at(0.38, 0.58)).toBeGreaterThan(page + 3);
    expect(at(0.62, 0.63)).toBeGreaterThan(page + 3);
  });
});

test("a thumbnail's shadow is gone before its edge", async () => {
  const plate = new Mesh(new BoxGeometry(1, 0.1, 1), new MeshStandardMaterial());
  const view = await openView(plate);
  const picture = await decode((await view.thumbnail(128)) as Blob);
  const alpha = (x: number, y: number) => picture.data[(y * 128 + x) * 4 + 3] ?? 0;
  const edge = Array.from({ length: 128 }, (_, at) => [
    alpha(at, 0),
    alpha(at, 127),
    alpha(0, at),
    alpha(127, at),
  ]).flat();
  expect(Math.max(...edge)).toBeLessThanOrEqual(3);
  expect(alpha(64, 64)).toBe(255);
});
