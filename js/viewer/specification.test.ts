import {
  Bone,
  BoxGeometry,
  BufferAttribute,
  CanvasTexture,
  Color,
  DoubleSide,
  Group,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshPhysicalMaterial,
  type MeshPhysicalMaterialParameters,
  MeshStandardMaterial,
  type Object3D,
  PerspectiveCamera,
  Skeleton,
  SkinnedMesh,
  SphereGeometry,
  SRGBColorSpace,
} from "three";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CameraState } from "../contract";
import { Guest, join, leave } from "./renderer";
import type { SharedRenderer } from "./renderer/shared-renderer";
import { exported } from "./testing/exported";
import { TestKernel } from "./testing/kernel";
import { FIELD_OF_VIEW } from "./view/framing";

const PIXELS = 96;
const CAMERA: CameraState = { position: [0, 1, 6], target: [0, 0, 0] };
const LOOK = { lighting: "studio", camera: CAMERA } as const;

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

const sphere = () => new SphereGeometry(1, 48, 24);

const ball = (material: MeshPhysicalMaterialParameters) =>
  new Mesh(sphere(), new MeshPhysicalMaterial(material));

function bar(): Mesh {
  const blue = new MeshStandardMaterial({ color: "#2050c0" });
  const mesh = new Mesh(new BoxGeometry(0.4, 3, 0.4), blue);
  mesh.position.set(0.3, 0, -2);
  return mesh;
}

/** Half of it red, the other half green, and the green half half as strong in alpha. */
function texture(): CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = 8;
  canvas.height = 8;
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.fillStyle = "#c03020";
  context.fillRect(0, 0, 4, 8);
  context.fillStyle = "rgb(40 140 60 / 40%)";
  context.fillRect(4, 0, 4, 8);
  const made = new CanvasTexture(canvas);
  made.colorSpace = SRGBColorSpace;
  return made;
}

function skinned(material = new MeshStandardMaterial({ color: "#a06030" })): SkinnedMesh {
  const geometry = sphere();
  const vertices = geometry.attributes.position?.count ?? 0;
  geometry.setAttribute("skinIndex", new BufferAttribute(new Uint16Array(vertices * 4), 4));
  const weights = new Float32Array(vertices * 4).map((_, at) => (at % 4 === 0 ? 1 : 0));
  geometry.setAttribute("skinWeight", new BufferAttribute(weights, 4));
  const mesh = new SkinnedMesh(geometry, material);
  const bone = new Bone();
  mesh.add(bone);
  mesh.bind(new Skeleton([bone]));
  bone.scale.set(0.5, 1, 0.5);
  bone.position.x = 0.4;
  return mesh;
}

function morphed(): Mesh {
  const mesh = ball({ color: "#a06030" });
  const points = mesh.geometry.attributes.position?.array ?? [];
  const moves = Float32Array.from(points, (value, at) => (at % 3 === 1 ? 0 : -value / 2));
  mesh.geometry.morphAttributes.position = [new BufferAttribute(moves, 3)];
  mesh.geometry.morphTargetsRelative = true;
  mesh.updateMorphTargets();
  mesh.morphTargetInfluences = [1];
  return mesh;
}

function repeated(): InstancedMesh {
  const mesh = new InstancedMesh(new SphereGeometry(0.4), new MeshStandardMaterial(), 2);
  mesh.setMatrixAt(0, new Matrix4().makeTranslation(-0.6, 0, 0));
  mesh.setMatrixAt(1, new Matrix4().makeScale(1.5, 1.5, 1.5).setPosition(0.6, 0.2, 0));
  return mesh;
}

function coloured(): Mesh {
  const geometry = sphere();
  const points = geometry.attributes.position?.array ?? [];
  const colours = Float32Array.from(points, (value) => 0.5 + value / 2);
  geometry.setAttribute("color", new BufferAttribute(colours, 3));
  return new Mesh(geometry, new MeshStandardMaterial({ vertexColors: true }));
}

const CLEAR = { roughness: 0, transmission: 1 };
const AMBER = { ...CLEAR, thickness: 2, attenuationColor: "#e0902a", attenuationDistance: 2 };

const FEATURES: [name: string, scene: () => Object3D][] = [
  ["a dull colour", () => ball({ color: "#cc4422", roughness: 0.8 })],
  ["metal", () => ball({ color: "#d0a060", roughness: 0.25, metalness: 1 })],
  ["a texture", () => ball({ map: texture() })],
  ["a mask", () => ball({ map: texture(), alphaTest: 0.5 })],
  ["a blended texture", () => ball({ map: texture(), transparent: true })],
  ["colours of vertices", coloured],
  ["its own light", () => ball({ color: "#000", emissive: "#3070ff", emissiveIntensity: 3 })],
  ["clearcoat", () => ball({ color: "#802020", roughness: 0.7, clearcoat: 1 })],
  ["sheen", () => ball({ color: "#203060", roughness: 1, sheen: 1, sheenColor: "#f0c0c0" })],
  ["specular", () => ball({ color: "#303030", specularIntensity: 0.4, specularColor: "#ff8080" })],
  ["an index of refraction", () => ball({ color: "#303030", roughness: 0.2, ior: 2.2 })],
  ["iridescence", () => ball({ color: "#222", roughness: 0.1, iridescence: 1 })],
  ["anisotropy", () => ball({ color: "#888", metalness: 1, roughness: 0.4, anisotropy: 0.9 })],
  ["thin glass", () => ball(CLEAR)],
  ["thin frosted glass", () => ball({ ...CLEAR, roughness: 0.5 })],
  ["thin tinted glass", () => ball({ ...CLEAR, color: "#60b0e0" })],
  ["thin glass with two sides", () => ball({ ...CLEAR, color: "#60b0e0", side: DoubleSide })],
  ["what lets half through", () => ball({ color: "#60b0e0", roughness: 0.2, transmission: 0.5 })],
  ["a texture of what lets light through", () => ball({ ...CLEAR, transmissionMap: texture() })],
  ["solid glass", () => ball({ ...CLEAR, thickness: 2 })],
  ["solid amber", () => ball(AMBER)],
  ["solid frosted amber", () => ball({ ...AMBER, roughness: 0.4 })],
  ["solid glass that disperses", () => ball({ ...CLEAR, thickness: 1, dispersion: 4 })],
  ["a bar behind thin glass", () => new Group().add(ball(CLEAR), bar())],
  ["a bar behind solid glass", () => new Group().add(ball({ ...CLEAR, thickness: 1 }), bar())],
  ["bones", skinned],
  ["a shape", morphed],
  ["instances", repeated],
];

async function ours(file: Blob, ground: string, shadow = false): Promise<ImageData> {
  const source = await kernel.add(crypto.randomUUID(), file);
  const model = await renderer.residency.acquire(source, {
    channel: kernel.channel,
    signal: new AbortController().signal,
    lighting: LOOK.lighting,
    hasty: true,
  });
  if (shadow) model.shadow.draw(renderer.webgl);
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 100);
  camera.position.set(...CAMERA.position);
  camera.lookAt(...CAMERA.target);
  const { lighting } = LOOK;
  const look = { camera, lighting, wireframe: false, ground: new Color(ground) };
  const bitmap = await renderer.drawSmoothly(model, look, PIXELS, PIXELS);
  renderer.residency.unpin(model);
  const canvas = new OffscreenCanvas(PIXELS, PIXELS);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = ground;
  context.fillRect(0, 0, PIXELS, PIXELS);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, PIXELS, PIXELS);
}

/** How far two pictures are apart in a channel of a pixel that is not of the ground, on average. */
function apart(one: ImageData, other: ImageData): number {
  const ground = [...one.data.subarray(0, 3)];
  let sum = 0;
  let pixels = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    const of = ({ data }: ImageData) => [...data.subarray(at, at + 3)];
    const differs = (colour: number[]) => colour.some((value, axis) => value !== ground[axis]);
    const [here = [], there = []] = [of(one), of(other)];
    if (!differs(here) && !differs(there)) continue;
    pixels += 1;
    for (const axis of [0, 1, 2]) sum += Math.abs((here[axis] ?? 0) - (there[axis] ?? 0)) / 3;
  }
  return sum / pixels;
}

describe.each(["#ffffff", "#9aa4b0", "#111111"])(
  "on a page of %s, as three draws it:",
  (ground) => {
    test.each(FEATURES)("%s", async (_, scene) => {
      const file = await exported(scene());
      const { toneMappingExposure: exposure } = renderer.webgl;
      const theirs = await reference.draw(file, { ...LOOK, ground, exposure }, PIXELS);
      const difference = apart(theirs, await ours(file, ground));
      expect(difference).toBeLessThan(5);
    });
  },
);

/** How much darker a shadow makes a white page. */
async function shade(scene: Object3D): Promise<ImageData> {
  const file = await exported(scene);
  const [bare, shadowed] = [await ours(file, "#ffffff"), await ours(file, "#ffffff", true)];
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
