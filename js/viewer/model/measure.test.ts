import {
  Bone,
  BufferAttribute,
  Group,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  Skeleton,
  SkinnedMesh,
  SphereGeometry,
} from "three";
import { afterEach, describe, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import type { CameraState, ModelSource } from "../../contract";
import { count, pixelsOf } from "../../testing/pixels";
import { frames, rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { viewerStatistics } from "../renderer";
import { exported, type Json } from "../testing/exported";
import { TestKernel } from "../testing/kernel";

const kernel = new TestKernel();
const red = new MeshStandardMaterial({ color: "#cc0d0d", roughness: 0.5 });

const ball = (radius = 0.5) => new Mesh(new SphereGeometry(radius, 32, 16), red);

function moved<Node extends Object3D>(node: Node, x: number, scale = 1): Node {
  node.position.x = x;
  node.scale.setScalar(scale);
  return node;
}

/** A ball with another one beside it, which is not to be counted. */
const withA = (other: Object3D) => new Group().add(ball(), other);

function spoilt(change: (points: Float32Array) => void): Mesh {
  const mesh = ball();
  change(mesh.geometry.attributes.position?.array as Float32Array);
  return mesh;
}

function skinned(change: (mesh: SkinnedMesh) => void): SkinnedMesh {
  const geometry = new SphereGeometry(0.5, 32, 16);
  const vertices = geometry.attributes.position?.count ?? 0;
  geometry.setAttribute("skinIndex", new BufferAttribute(new Uint16Array(vertices * 4), 4));
  const weights = new Float32Array(vertices * 4).map((_, at) => (at % 4 === 0 ? 1 : 0));
  geometry.setAttribute("skinWeight", new BufferAttribute(weights, 4));
  const mesh = new SkinnedMesh(geometry, red);
  const bone = new Bone();
  mesh.add(bone);
  mesh.bind(new Skeleton([bone]));
  change(mesh);
  return mesh;
}

function morphed(target: number, influence: number): Mesh {
  const mesh = ball();
  const { position } = mesh.geometry.attributes;
  const points = Float32Array.from(position?.array ?? [], (value) => value * target);
  mesh.geometry.morphAttributes.position = [new BufferAttribute(points, 3)];
  mesh.geometry.morphTargetsRelative = true;
  mesh.updateMorphTargets();
  mesh.morphTargetInfluences = [influence];
  return mesh;
}

function instances(...places: (readonly [x: number, scale: number])[]): InstancedMesh {
  const mesh = new InstancedMesh(new SphereGeometry(0.5, 32, 16), red, places.length);
  for (const [at, [x, scale]] of places.entries()) {
    mesh.setMatrixAt(at, new Matrix4().makeScale(scale, scale, scale).setPosition(x, 0, 0));
  }
  return mesh;
}

const node = (json: Json, name: string) => json.nodes.find((each: Json) => each.name === name);

/** A file with a second ball, whose node says something else than three would write. */
const other = (change: (node: Json, json: Json) => void) =>
  exported(withA(Object.assign(ball(), { name: "other" })), (json) => {
    change(node(json, "other"), json);
  });

const text = (from: string, to: string) => (json: Json) => JSON.stringify(json).replace(from, to);

const open: ModelView[] = [];

afterEach(async () => {
  for (const view of open.splice(0)) view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

function makeView(camera?: CameraState): ModelView {
  const host = document.createElement("div");
  host.style.cssText = "width:160px;height:160px";
  document.body.append(host);
  const view = new ModelView(host, { channel: kernel.channel, ...(camera && { camera }) });
  open.push(view);
  return view;
}

const good: ModelSource = await kernel.add("a good model", await exported(ball()));

async function redPixels(view: ModelView): Promise<number> {
  await rest(view.element);
  return count(await pixelsOf(view.element), (r, g, b) => r > g + 60 && r > b + 60);
}

async function isIdle(): Promise<boolean> {
  const { frames: before } = viewerStatistics();
  await frames(10);
  return viewerStatistics().frames === before;
}

let measured: Promise<number> | null = null;

/** Red pixels of the good model in its first frame. */
function alone(): Promise<number> {
  measured ??= (async () => {
    const view = makeView();
    await view.show(good);
    return redPixels(view);
  })();
  return measured;
}

/** A ball as large as the good model is seen, but for its edge. */
async function expectAsAlone(view: ModelView): Promise<void> {
  const pixels = await redPixels(view);
  expect(Math.abs(pixels / (await alone()) - 1)).toBeLessThan(0.04);
}

const far = 50;
const NOT_COUNTED: [string, () => Promise<Blob>][] = [
  ["a vertex that is not a number", () => exported(spoilt((points) => points.fill(NaN, 300, 301)))],
  ["an infinite vertex", () => exported(spoilt((points) => points.fill(-Infinity, 300, 303)))],
  ["a node of no scale", () => exported(withA(moved(ball(), far, 0)))],
  [
    "a node whose matrix has no scale",
    () => other((it) => Object.assign(it, { matrix: [...Array(12).fill(0), far, 0, 0, 1] })),
  ],
  [
    "a node at infinity",
    () => exported(withA(moved(ball(), 77777)), text("[77777,0,0]", "[1e999,0,0]")),
  ],
  [
    "a node scaled by what is no number",
    () => other((it) => Object.assign(it, { scale: ["x", 1, 1] })),
  ],
  [
    "a hidden node",
    () =>
      other((it, json) => {
        it.translation = [far, 0, 0];
        it.extensions = { KHR_node_visibility: { visible: false } };
        json.extensionsUsed = ["KHR_node_visibility"];
      }),
  ],
  [
    "what is in a hidden node",
    () =>
      exported(
        withA(Object.assign(new Group().add(moved(ball(), far)), { name: "other" })),
        (json) => {
          node(json, "other").extensions = { KHR_node_visibility: { visible: false } };
          json.extensionsUsed = ["KHR_node_visibility"];
        },
      ),
  ],
  [
    "vertices of no triangle",
    () => {
      const mesh = ball();
      const points = [...(mesh.geometry.attributes.position?.array ?? []), far, 0, 0];
      mesh.geometry.setAttribute("position", new BufferAttribute(new Float32Array(points), 3));
      mesh.geometry.deleteAttribute("normal");
      mesh.geometry.deleteAttribute("uv");
      return exported(mesh);
    },
  ],
  [
    "bounds that are not those of the vertices",
    () =>
      exported(ball(), (json) => {
        for (const accessor of json.accessors) {
          if (accessor.type === "VEC3")
            Object.assign(accessor, { min: [98, 98, 98], max: [99, 99, 99] });
        }
      }),
  ],
  ["an instance at infinity", () => exported(instances([0, 1], [Infinity, 1]))],
  [
    "bones that shrink",
    () => exported(skinned((mesh) => mesh.skeleton.bones[0]?.scale.setScalar(0.2))),
  ],
  [
    "a weight that is no number",
    () =>
      exported(
        skinned(({ geometry }) => geometry.attributes.skinWeight?.array.fill(NaN, 400, 401)),
      ),
  ],
  [
    "a bone that is not there",
    () => exported(skinned(({ geometry }) => geometry.attributes.skinIndex?.setX(100, 7))),
  ],
  ["a shape that is not shown", () => exported(morphed(far, 0))],
  ["a shape that shrinks", () => exported(morphed(-0.9, 1))],
  ["a model in nanometres", () => exported(moved(ball(), 0, 1e-9))],
  ["a model in light seconds", () => exported(moved(ball(), 0, 3e8))],
  ["a model of vertices at 10^12", () => exported(ball(1e12))],
  ["a model of vertices at 10^-12", () => exported(ball(1e-12))],
];

describe("is framed by what is finite and seen of it, and not by", () => {
  test.each(NOT_COUNTED)("%s", async (name, file) => {
    const view = makeView();
    await view.show(await kernel.add(name, await file()));
    await expectAsAlone(view);
    expect(view.camera.position.every(Number.isFinite)).toBe(true);
    expect(await isIdle()).toBe(true);
  });
});

const NOTHING: [string, () => Promise<Blob>][] = [
  [
    "only instances of no scale",
    () =>
      exported(instances([0, 1], [far, 1]), (json) => {
        // What has no bytes is zero.
        const SCALE = json.accessors.push({ componentType: 5126, count: 2, type: "VEC3" }) - 1;
        const [{ extensions }] = json.nodes;
        Object.assign(extensions.EXT_mesh_gpu_instancing.attributes, { SCALE });
      }),
  ],
  ["nothing", () => exported(new Group())],
  ["only what is no number", () => exported(spoilt((points) => points.fill(NaN)))],
  ["only what has no scale", () => exported(moved(ball(), 0, 0))],
  [
    "no triangle",
    () =>
      exported(ball(), (json) =>
        Object.assign(json.meshes[0].primitives[0], {
          mode: 0,
          indices: undefined,
          attributes: {},
        }),
      ),
  ],
  ["a point", () => exported(spoilt((points) => points.fill(1)))],
  ["vertices at 10^30", () => exported(ball(1e30))],
  ["vertices at 10^-20", () => exported(ball(1e-20))],
  [
    "bones at infinity",
    () =>
      exported(
        skinned((mesh) => mesh.skeleton.bones[0]?.scale.setScalar(77777)),
        text("[77777,77777,77777]", "[1e999,1,1]"),
      ),
  ],
];

describe("is told to have nothing to see where it has", () => {
  test.each(NOTHING)("%s, and the next model is shown", async (name, file) => {
    const view = makeView();
    const shown = view.show(await kernel.add(name, await file()));
    await expect(shown).rejects.toThrow(/nothing that can be seen|cannot be drawn/);
    await view.show(good);
    await expectAsAlone(view);
    expect(await isIdle()).toBe(true);
  });
});

const IMPOSSIBLE: [string, unknown][] = [
  ["no numbers", { position: [NaN, 0, 1], target: [0, 0, 0] }],
  ["infinite ones", { position: [0, 0, 1], target: [0, Infinity, 0] }],
  ["ones too large", { position: [0, 0, 1e30], target: [0, 0, 0] }],
  ["words", { position: ["a", "b", "c"], target: [0, 0, 0] }],
  ["two numbers", { position: [0, 1], target: [0, 0, 0] }],
  ["no target", { position: [0, 0, 1] }],
  ["itself as its target", { position: [1, 1, 1], target: [1, 1, 1] }],
  ["null", { position: null, target: null }],
];

describe("is seen by a camera whose state is to have", () => {
  test.each(IMPOSSIBLE)("%s", async (_, state) => {
    const view = makeView(state as CameraState);
    await view.show(good);
    await expectAsAlone(view);
    const { camera } = view;
    view.camera = state as CameraState;
    expect(view.camera).toEqual(camera);
    await expectAsAlone(view);
    expect(await isIdle()).toBe(true);
  });
});
