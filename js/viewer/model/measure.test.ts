import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { dataUrl } from "../../data-url";
import { count, decode } from "../../testing/pixels";
import { frames, rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { viewerStatistics } from "../renderer";
import { glb, type Json, triangle, triangleDocument } from "../testing/triangle";

let host: HTMLElement;
let view: ModelView;

beforeEach(() => {
  host = document.createElement("div");
  host.style.cssText = "width:200px;height:160px";
  document.body.append(host);
  view = new ModelView(host);
});

afterEach(async () => {
  view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

let shown = 0;

async function show(file: Blob): Promise<void> {
  await view.show({ id: `model ${++shown}`, url: await dataUrl(file) });
}

const NOWHERE = Number.NaN;
const FRONT = [-1, 0, 0, 1, 0, 0, 0, 1.5, 0];

/** Triangles of these points, after something was done to their document. */
function file(points: number[], change: (document: Json) => void = () => {}): Blob {
  const { document } = triangleDocument();
  const bytes = new Float32Array(points);
  document.accessors[0].count = points.length / 3;
  document.bufferViews[0].byteLength = bytes.byteLength;
  document.buffers[0].byteLength = bytes.byteLength;
  change(document);
  // JSON has no infinity, but numbers that are too large for one.
  return glb(JSON.stringify(document).replaceAll('"infinite"', "1e999"), bytes);
}

const another = (node: Json) => (document: Json) => {
  document.nodes.push({ mesh: 0, ...node });
  document.scenes[0].nodes.push(document.nodes.length - 1);
};

const seen = async () =>
  count(await decode(await view.screenshot()), (r, g, b, alpha) => alpha > 200 && r > g + b);

/** Where a model alone is looked at from. */
async function poseOf(blob: Blob) {
  await show(blob);
  return view.camera;
}

describe("what is not finite, or not seen, is not measured", () => {
  const SPOILT: [what: string, file: () => Blob][] = [
    ["a vertex nowhere", () => file([...FRONT, ...FRONT.slice(0, 6), NOWHERE, 0, 0])],
    [
      "a vertex at infinity",
      () => file([...FRONT, 0, 0, 0, 1, 0, 0, 0, Number.POSITIVE_INFINITY, 0]),
    ],
    ["a node nowhere", () => file(FRONT, another({ translation: ["infinite", 0, 0] }))],
    [
      "a node without a size",
      () => file(FRONT, another({ translation: [500, 0, 0], scale: [0, 0, 0] })),
    ],
    [
      "a hidden node",
      () =>
        file(
          FRONT,
          another({
            translation: [500, 0, 0],
            extensions: { KHR_node_visibility: { visible: false } },
          }),
        ),
    ],
    [
      "bounds that are a lie",
      () =>
        file(FRONT, (document) => {
          document.accessors[0].max = [900, 900, 900];
        }),
    ],
  ];
  test.each(SPOILT)("%s", async (_, spoilt) => {
    const pose = await poseOf(file(FRONT));
    await show(spoilt());
    expect(view.camera).toEqual(pose);
    await rest(view.element);
    expect(await seen()).toBeGreaterThan(1000);
    const before = viewerStatistics().frames;
    await frames(20);
    expect(viewerStatistics().frames).toBe(before);
    await show(triangle(0.9));
    expect(await seen()).toBeGreaterThan(1000);
  });

  const NOTHING: [what: string, file: () => Blob, said: RegExp][] = [
    ["no vertex", () => file(Array(9).fill(NOWHERE)), /nothing to see/],
    [
      "no node with a size",
      () =>
        file(FRONT, (document) => {
          document.nodes[0].scale = [0, 0, 0];
        }),
      /nothing to see/,
    ],
    [
      "nodes nowhere alone",
      () =>
        file(FRONT, (document) => {
          document.nodes[0].scale = ["infinite", 1, 1];
        }),
      /nothing to see/,
    ],
    [
      "more than can be drawn",
      () => file(FRONT.map((each) => each * 1e30)),
      /too large to be drawn/,
    ],
    [
      "less than can be drawn",
      () => file(FRONT.map((each) => each * 1e-12)),
      /too small to be drawn/,
    ],
  ];
  test.each(NOTHING)("a file with %s is refused in a sentence", async (_, spoilt, said) => {
    await show(triangle(0.9));
    await expect(show(spoilt())).rejects.toThrow(said);
    expect(await seen()).toBeGreaterThan(1000);
  });

  test("a shape is measured as it stands", async () => {
    const moved = FRONT.map((each, index) => (index % 3 === 0 ? each + 4 : each));
    const pose = await poseOf(file(moved));
    await show(
      file(FRONT, (document) => {
        document.buffers[0].uri = dataOf([...FRONT, 4, 0, 0, 4, 0, 0, 4, 0, 0]);
        document.buffers[0].byteLength = 72;
        document.bufferViews.push({ buffer: 0, byteOffset: 36, byteLength: 36 });
        document.accessors.push({ bufferView: 1, componentType: 5126, count: 3, type: "VEC3" });
        document.meshes[0].primitives[0].targets = [{ POSITION: 1 }];
        document.meshes[0].weights = [1];
      }),
    );
    view.camera.position.forEach((each, axis) => {
      expect(each).toBeCloseTo(pose.position[axis] as number, 3);
    });
  });
});

function dataOf(points: number[]): string {
  const bytes = new Uint8Array(new Float32Array(points).buffer);
  return `data:application/octet-stream;base64,${btoa(String.fromCharCode(...bytes))}`;
}

describe("the camera", () => {
  const LARGE = FRONT.map((each) => each * 3);

  test("fits each model until somebody moves it", async () => {
    const large = await poseOf(file(LARGE));
    await show(file(FRONT));
    expect(view.camera).not.toEqual(large);
    await show(file(LARGE));
    expect(view.camera).toEqual(large);
  });

  test("fits the place that it has", async () => {
    await show(file(FRONT));
    const wide = view.camera;
    host.style.width = "60px";
    await expect.poll(() => view.camera.position[2]).toBeGreaterThan(wide.position[2] * 1.2);
    host.style.display = "none";
    await frames(3);
    await show(file(LARGE));
    host.style.cssText = "width:200px;height:160px";
    await expect.poll(() => view.camera).toEqual(await poseInAnother(file(LARGE)));
  });

  test.each([
    [
      "a person",
      () => view.element.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" })),
    ],
    [
      "a script",
      () => {
        view.camera = { position: [1, 2, 3], target: [0, 0.5, 0] };
      },
    ],
  ])("stays where %s put it, until the product is framed", async (_, move) => {
    await show(file(FRONT));
    move();
    await rest(view.element);
    const { camera } = view;
    await show(file(LARGE));
    expect(view.camera).toEqual(camera);
    host.style.width = "80px";
    await frames(3);
    expect(view.camera).toEqual(camera);
    host.style.width = "200px";
    await frames(3);
    await view.frame(false);
    await show(file(FRONT));
    expect(view.camera).toEqual(await poseInAnother(file(FRONT)));
  });

  const NO_PLACES: unknown[] = [
    { position: [NOWHERE, 0, 1], target: [0, 0, 0] },
    { position: [0, 0, Number.POSITIVE_INFINITY], target: [0, 0, 0] },
    { position: [1, 1, 1], target: [1, 1, 1] },
    { position: [1, 1], target: [0, 0, 0] },
    { position: "abc", target: [0, 0, 0] },
    { position: [1e300, 0, 0], target: [0, 0, 0] },
    {},
  ];
  test.each(NO_PLACES)("stays where it is for %j", async (state) => {
    await show(file(FRONT));
    const { camera } = view;
    view.camera = state as typeof camera;
    expect(view.camera).toEqual(camera);
    expect(await seen()).toBeGreaterThan(1000);
  });
});

async function poseInAnother(blob: Blob) {
  const before = view;
  const other = document.createElement("div");
  other.style.cssText = "width:200px;height:160px";
  document.body.append(other);
  view = new ModelView(other);
  await frames(3);
  const pose = await poseOf(blob);
  view.dispose();
  view = before;
  return pose;
}

/** Every pixel of what is shown. */
const pictureOf = async (blob: Blob) => {
  await show(blob);
  return (await decode(await view.screenshot())).data;
};

test("a product casts its shadow in the pose that it is shown in", async () => {
  const flat = [-1, 0.1, 1, 1, 0.1, 1, 0, 0.1, -1];
  const turned = flat.map((each, index) => (index % 3 === 0 ? each * 3 : each));
  const offsets = flat.map((each, index) => (index % 3 === 0 ? each * 2 : 0));
  const morphed = file(flat, (document) => {
    document.buffers[0].uri = dataOf([...flat, ...offsets]);
    document.buffers[0].byteLength = 72;
    document.bufferViews.push({ buffer: 0, byteOffset: 36, byteLength: 36 });
    document.accessors.push({ bufferView: 1, componentType: 5126, count: 3, type: "VEC3" });
    document.meshes[0].primitives[0].targets = [{ POSITION: 1 }];
    document.meshes[0].weights = [1];
  });
  const plain = await pictureOf(file(turned));
  const posed = await pictureOf(morphed);
  const differences = plain.filter((each, at) => Math.abs(each - (posed[at] as number)) > 8);
  expect(plain.filter((each) => each > 0).length).toBeGreaterThan(5000);
  expect(differences.length).toBeLessThan(plain.length / 500);
});

test("what is unlit has the very colour of its file", async () => {
  await show(
    file(FRONT, (document) => {
      document.extensionsUsed = ["KHR_materials_unlit"];
      document.materials[0].extensions = { KHR_materials_unlit: {} };
      document.materials[0].pbrMetallicRoughness.baseColorFactor = [0.8, 0.1, 0.02, 1];
    }),
  );
  const encode = (linear: number) => 255 * (1.055 * linear ** (1 / 2.4) - 0.055);
  const [red, green, blue] = [0.8, 0.1, 0.02].map(encode) as [number, number, number];
  const right = count(
    await decode(await view.screenshot()),
    (r, g, b, alpha) =>
      alpha === 255 && Math.max(Math.abs(r - red), Math.abs(g - green), Math.abs(b - blue)) < 3,
  );
  expect(right).toBeGreaterThan(1000);
});
