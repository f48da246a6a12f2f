import { Group, Mesh, MeshStandardMaterial, type Object3D, SphereGeometry } from "three";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Guest, join, leave } from "./renderer";
import type { SharedRenderer } from "./renderer/shared-renderer";
import { apart, LOOK, ours, PIXELS } from "./testing/comparing";
import { exported } from "./testing/exported";
import { ball, FEATURES, morphed, repeated, skinned, sphere } from "./testing/features";
import { TestKernel } from "./testing/kernel";

const kernel = new TestKernel();
const guest = new Guest();
let renderer: SharedRenderer;
let frame: HTMLIFrameElement;
let reference: typeof import("./testing/reference");

beforeAll(async () => {
  renderer = join(guest);
  await renderer.lights.prepare(LOOK.lighting);
  frame = document.createElement("iframe");
  document.body.append(frame);
  const address = new URL("./testing/reference.ts", import.meta.url).href;
  const realm = frame.contentWindow as unknown as typeof globalThis;
  reference = await realm.eval(`import(${JSON.stringify(address)})`);
});

afterAll(() => {
  frame.remove();
  leave(guest);
});

describe.each(["#ffffff", "#9aa4b0", "#111111"])(
  "on a page of %s, as three draws it:",
  (ground) => {
    test.each(FEATURES)("%s", async (_, scene) => {
      const file = await exported(scene());
      const { toneMappingExposure: exposure } = renderer.webgl;
      const theirs = await reference.draw(file, { ...LOOK, ground, exposure }, PIXELS);
      const difference = apart(theirs, await ours(renderer, kernel, file, ground));
      expect(difference).toBeLessThan(5);
    });
  },
);

/** How much darker a shadow makes a white page. */
async function shade(scene: Object3D): Promise<ImageData> {
  const file = await exported(scene);
  const [bare, shadowed] = [
    await ours(renderer, kernel, file, "#ffffff"),
    await ours(renderer, kernel, file, "#ffffff", true),
  ];
  const darker = bare.data.map((value, at) => value - (shadowed.data[at] ?? 0));
  return new ImageData(darker, PIXELS, PIXELS);
}

describe("casts the shadow of what it looks like, by", () => {
  const still = (...meshes: Mesh[]) => new Group().add(...meshes);
  const plain = () => new MeshStandardMaterial({ color: "#a06030" });
  const placed = (mesh: Mesh, x: number, y: number, scale: [number, number, number]) => {
    mesh.position.set(x, y, 0);
    mesh.scale.set(...scale);
    return mesh;
  };
  const small = () => new Mesh(new SphereGeometry(0.4), new MeshStandardMaterial());
  const POSED: [name: string, posed: () => Object3D, alike: () => Object3D][] = [
    ["bones", skinned, () => still(placed(new Mesh(sphere(), plain()), 0.4, 0, [0.5, 1, 0.5]))],
    ["a shape", morphed, () => still(placed(ball({ color: "#a06030" }), 0, 0, [0.5, 1, 0.5]))],
    [
      "instances",
      repeated,
      () => still(placed(small(), -0.6, 0, [1, 1, 1]), placed(small(), 0.6, 0.2, [1.5, 1.5, 1.5])),
    ],
  ];
  test.each(POSED)("%s", async (_, posed, alike) => {
    const [one, other] = [await shade(posed()), await shade(alike())];
    expect(apart(other, new ImageData(PIXELS, PIXELS))).toBeGreaterThan(9);
    expect(apart(other, one)).toBeLessThan(2);
  });
});
