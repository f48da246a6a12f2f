import {
  Bone,
  BufferAttribute,
  BufferGeometry,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  Skeleton,
  SkinnedMesh,
  SphereGeometry,
} from "three";
import { afterEach, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { count, decode } from "../../testing/pixels";
import { ModelView } from "../model-view";
import { exported } from "../testing/exported";
import { TestKernel } from "../testing/kernel";
import type { Json } from "../testing/triangle";

const FAR = 50;

const kernel = new TestKernel();
const red = new MeshStandardMaterial({ color: "#cc0d0d", roughness: 0.5 });
const ball = (name = "") => Object.assign(new Mesh(new SphereGeometry(0.5, 32, 16), red), { name });

let view: ModelView | null = null;

afterEach(async () => {
  view?.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

/** Red pixels of a file's first picture. */
async function seen(scene: Object3D, change?: (json: Json) => void): Promise<number> {
  const host = document.createElement("div");
  host.style.cssText = "width:160px;height:160px";
  document.body.append(host);
  view?.dispose();
  view = new ModelView(host, { channel: kernel.channel });
  await view.show(await kernel.add(crypto.randomUUID(), await exported(scene, change)));
  return count(await decode(await view.screenshot()), (r, g, b) => r > g + 60 && r > b + 60);
}

function skinned(): SkinnedMesh {
  const geometry = new SphereGeometry(0.5, 32, 16);
  const vertices = geometry.attributes.position?.count ?? 0;
  const indices = new BufferAttribute(new Uint16Array(vertices * 4), 4);
  indices.setX(100, 7);
  geometry.setAttribute("skinIndex", indices);
  const weights = new Float32Array(vertices * 4).map((_, at) => (at % 4 === 0 ? 1 : 0));
  geometry.setAttribute("skinWeight", new BufferAttribute(weights, 4));
  const mesh = new SkinnedMesh(geometry, red);
  const bone = new Bone();
  mesh.add(bone);
  mesh.bind(new Skeleton([bone]));
  return mesh;
}

/** Two balls, of which the other one has this matrix. */
const withMatrix = (matrix: number[]) =>
  seen(new Group().add(ball(), ball("other")), (json) => {
    const other = json.nodes.find(({ name }: Json) => name === "other");
    Object.assign(other, { matrix, translation: undefined });
  });

const CASES: [what: string, pixels: () => Promise<number>][] = [
  [
    "a matrix that leaves nothing of its node",
    () => withMatrix([...Array(12).fill(0), FAR, 0, 0, 1]),
  ],
  [
    "a matrix that leaves a line of its node",
    () => withMatrix([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, FAR, 0, 0, 1]),
  ],
  [
    "bounds that are elsewhere",
    () =>
      seen(ball(), (json) => {
        for (const accessor of json.accessors)
          if (accessor.type === "VEC3")
            Object.assign(accessor, { min: [FAR, FAR, FAR], max: [99, 99, 99] });
      }),
  ],
  ["a bone that is not there", () => seen(skinned())],
];

test.each(CASES)("a model is shown whole in spite of %s", async (_, pixels) => {
  const whole = await seen(ball());
  expect(whole).toBeGreaterThan(2000);
  expect(Math.abs((await pixels()) / whole - 1)).toBeLessThan(0.04);
});

test("a node that its matrix flattens is seen flat, where that puts it", async () => {
  const flat = new Mesh(new SphereGeometry(0.5, 32, 16), red);
  const pixels = await seen(flat, (json) => {
    json.nodes[0].matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, FAR, 0, 0, 1];
  });
  expect(pixels).toBeGreaterThan(2000);
  expect(view?.camera.target[0]).toBeCloseTo(FAR, 1);
});

test("lines lose no more than what has an end nowhere", async () => {
  const line = (points: number[]) =>
    new LineSegments(
      new BufferGeometry().setAttribute(
        "position",
        new BufferAttribute(new Float32Array(points), 3),
      ),
      new LineBasicMaterial({ color: "#cc0d0d" }),
    );
  const sound = [-1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
  const whole = await seen(line(sound));
  expect(whole).toBeGreaterThan(50);
  expect(await seen(line([...sound.slice(0, 6), 0, 5, 0, NaN, 0, 0, ...sound.slice(6)]))).toBe(
    whole,
  );
});
