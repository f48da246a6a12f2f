import {
  Box3,
  type BufferGeometry,
  Group,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  SphereGeometry,
  Vector3,
} from "three";
import { strFromU8, unzipSync } from "three/addons/libs/fflate.module.js";
import { ThreeMFLoader } from "three/addons/loaders/3MFLoader.js";
import { MTLLoader } from "three/addons/loaders/MTLLoader.js";
import { OBJLoader } from "three/addons/loaders/OBJLoader.js";
import { PLYLoader } from "three/addons/loaders/PLYLoader.js";
import { STLLoader } from "three/addons/loaders/STLLoader.js";
import { USDLoader } from "three/addons/loaders/USDLoader.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { glbOf } from "../../demo/glb";
import { productOf } from "../../demo/product";
import { measure } from "../model/measure";
import { Guest, join, leave } from "../renderer";
import { exported } from "../testing/exported";
import { morphed, repeated, skinned } from "../testing/features";
import { convertModel, type FormatName, NotWatertight } from "./convert";
import { closeScene, exportedScene } from "./scene";

const guest = new Guest();
beforeAll(() => void join(guest));
afterAll(() => leave(guest));

const ORIGIN = { address: "https://example.org/model.glb", signal: new AbortController().signal };

const PRODUCTS = ["a red bottle", "a blue mug", "a green jar", "a white box"];

/** How a format's numbers are those of a GLB. */
const UPRIGHT = new Matrix4().set(1000, 0, 0, 0, 0, 0, -1000, 0, 0, 1000, 0, 0, 0, 0, 0, 1);

const product = (prompt: string) => glbOf(productOf(prompt));

async function convert(glb: Blob, format: FormatName, check = false): Promise<ArrayBuffer> {
  const options = { stem: "model", check };
  const blob = await convertModel(await glb.arrayBuffer(), format, options, ORIGIN);
  return blob.arrayBuffer();
}

interface Seen {
  box: Box3;
  triangles: number;
  names: string[];
}

function seen(root: Object3D): Seen {
  const names: string[] = [];
  let triangles = 0;
  root.updateMatrixWorld(true);
  root.traverse((node) => {
    if (!(node instanceof Mesh)) return;
    const { index, attributes } = node.geometry as BufferGeometry;
    triangles += (index?.count ?? attributes.position?.count ?? 0) / 3;
    names.push(node.name);
  });
  return { box: new Box3().setFromObject(root, true), triangles, names };
}

const textIn = (archive: ArrayBuffer, name: string) =>
  strFromU8(unzipSync(new Uint8Array(archive))[name] ?? new Uint8Array());

const meshOf = (geometry: BufferGeometry) => new Mesh(geometry);

/** What another reader than the writer finds in a file. */
const READERS: Record<FormatName, (file: ArrayBuffer) => Object3D> = {
  stl: (file) => meshOf(new STLLoader().parse(file)),
  ply: (file) => meshOf(new PLYLoader().parse(file)),
  obj: (file) => new OBJLoader().parse(textIn(file, "model.obj")),
  "3mf": (file) => new ThreeMFLoader().parse(file),
  usdz: (file) => new USDLoader().parse(file),
};

async function source(glb: Blob): Promise<Seen> {
  const scene = await exportedScene(await glb.arrayBuffer(), ORIGIN);
  closeScene(scene);
  return seen(scene);
}

function expectEqual(found: Box3, expected: Box3): void {
  const size = expected.getSize(new Vector3()).length();
  for (const corner of ["min", "max"] as const) {
    expect(found[corner].distanceTo(expected[corner]) / size).toBeLessThan(1e-4);
  }
}

describe.each(Object.keys(READERS) as FormatName[])("%s", (format) => {
  test.each(PRODUCTS)("of %s has its bounds and its triangles", async (prompt) => {
    const glb = await product(prompt);
    const expected = await source(glb);
    const found = seen(READERS[format](await convert(glb, format)));
    if (format === "stl" || format === "3mf") expected.box.applyMatrix4(UPRIGHT);
    expectEqual(found.box, expected.box);
    // The seams of a lathe's poles are triangles of no area, which printers are not given.
    if (format === "stl" || format === "3mf") {
      expect(found.triangles).toBeGreaterThan(0.9 * expected.triangles);
      expect(found.triangles).toBeLessThanOrEqual(expected.triangles);
    } else expect(found.triangles).toBe(expected.triangles);
  });

  test.each([
    ["a skin", skinned],
    ["a shape", morphed],
    ["instances", repeated],
  ])("has %s as they stand", async (_, make) => {
    const glb = await exported(make());
    const expected = await source(glb);
    const found = seen(READERS[format](await convert(glb, format)));
    if (format === "stl" || format === "3mf") expected.box.applyMatrix4(UPRIGHT);
    expectEqual(found.box, expected.box);
  });
});

test("what is taken away stands as it does on screen", async () => {
  const posed = skinned();
  const { box } = await source(await exported(posed));
  posed.updateMatrixWorld(true);
  expectEqual(box, measure(posed));
});

describe("for printers", () => {
  const ball = () => new Mesh(new SphereGeometry(0.05, 24, 16), new MeshStandardMaterial());

  test.each(["stl", "3mf"] as const)("%s of a closed model passes the check", async (format) => {
    const file = await convert(await exported(ball()), format, true);
    const { box } = seen(READERS[format](file));
    expect(box.getSize(new Vector3()).z).toBeCloseTo(100, 2);
  });

  test.each(["stl", "3mf"] as const)("%s of an open one is refused by name", async (format) => {
    const glb = await product("a red bottle");
    const failure = await convert(glb, format, true).catch((error) => error);
    expect(failure).toBeInstanceOf(NotWatertight);
    expect(failure.parts.length).toBeGreaterThan(0);
  });

  test("a mirrored part has its outside out", async () => {
    const mirrored = new Group().add(ball());
    mirrored.scale.x = -1;
    expect((await convert(await exported(mirrored), "stl", true)).byteLength).toBeGreaterThan(84);
  });
});

describe("colours", () => {
  const painted = () => {
    const material = new MeshStandardMaterial({ color: "#7caacb", name: "paint" });
    const mesh = new Mesh(new SphereGeometry(1, 8, 6), material);
    mesh.name = "lid / top";
    return exported(mesh);
  };

  test("are in a 3MF, with the names of the part and its material", async () => {
    const model = textIn(await convert(await painted(), "3mf"), "3D/3dmodel.model");
    expect(model).toContain('<base name="paint" displaycolor="#7CAACBFF"/>');
    expect(model).toContain('name="lid / top"');
  });

  test("are in a PLY at every point", async () => {
    const geometry = new PLYLoader().parse(await convert(await painted(), "ply"));
    const colours = geometry.getAttribute("color");
    const hex = [colours.getX(0), colours.getY(0), colours.getZ(0)];
    const material = new MeshStandardMaterial({ color: "#7caacb" });
    for (const [at, value] of material.color.toArray().entries())
      expect(hex[at]).toBeCloseTo(value, 2);
  });

  test("are in the materials of an OBJ, with its picture", async () => {
    const file = await convert(await product("a red bottle"), "obj");
    expect(Object.keys(unzipSync(new Uint8Array(file)))).toEqual([
      "model.obj",
      "model.mtl",
      "picture1.png",
    ]);
    const materials = new MTLLoader().parse(textIn(file, "model.mtl"), "");
    expect(Object.keys(materials.materialsInfo).length).toBe(3);
    expect(textIn(file, "model.mtl")).toContain("map_Kd picture1.png");
  });
});
