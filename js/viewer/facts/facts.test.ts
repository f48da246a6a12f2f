import {
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  Group,
  Mesh,
  MeshStandardMaterial,
  PlaneGeometry,
} from "three";
import { describe, expect, test } from "vitest";
import type { Model } from "../model/model";
import { ball, repeated } from "../testing/features";
import { openView } from "../testing/open-view";
import { factsOf } from "./facts";
import { PairCounts, Welding } from "./hashing";
import { countEdges } from "./watertight";

const grey = () => new MeshStandardMaterial({ name: "grey" });

async function shown(...parts: Mesh[]): Promise<Model> {
  const view = await openView(new Group().add(...parts));
  return view.model as Model;
}

const edges = async (...parts: Mesh[]) =>
  countEdges(await shown(...parts), new AbortController().signal);

test("counts, sizes and names are those of the file", async () => {
  const box = new Mesh(new BoxGeometry(0.2, 0.1, 0.3), grey());
  const other = new Mesh(new PlaneGeometry(0.1, 0.1), grey());
  const facts = factsOf(await shown(box, other));
  expect(facts.size.map((each) => Number(each.toFixed(6)))).toEqual([0.2, 0.1, 0.3]);
  expect(facts.triangles).toBe(14);
  expect(facts.vertices).toBe(28);
  expect(facts.parts).toBe(2);
  expect(facts.materials).toEqual(["grey"]);
  expect(facts.materialCount).toBe(2);
  expect(facts.generator).toMatch(/GLTFExporter/);
  expect(facts.animations).toEqual([]);
  expect(facts.bytes).toBeGreaterThan(1000);
});

test("a picture is told with its pixels and its bytes", async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 40;
  canvas.height = 20;
  canvas.getContext("2d")?.fillRect(0, 0, 40, 20);
  const { CanvasTexture } = await import("three");
  const mesh = ball({ map: new CanvasTexture(canvas) });
  const { textures } = factsOf(await shown(mesh));
  expect(textures).toHaveLength(1);
  expect(textures[0]?.size).toMatchObject({ width: 40, height: 20 });
  expect(textures[0]?.mediaType).toBe("image/png");
  expect(textures[0]?.bytes).toBeGreaterThan(50);
});

test("what is drawn several times counts as often", async () => {
  const mesh = repeated();
  const once = (mesh.geometry.index?.count ?? 0) / 3;
  expect(factsOf(await shown(mesh)).triangles).toBe(2 * once);
});

describe("a surface is watertight", () => {
  test("where each edge has two faces, whatever normals part its corners", async () => {
    expect(await edges(new Mesh(new BoxGeometry(1, 1, 1), grey()))).toEqual({
      faces: 12,
      open: 0,
      shared: 0,
    });
  });

  test("not where a face is missing: its three edges are open", async () => {
    const geometry = new BoxGeometry(1, 1, 1);
    geometry.setIndex([...(geometry.index?.array ?? [])].slice(3));
    expect(await edges(new Mesh(geometry, grey()))).toEqual({ faces: 11, open: 3, shared: 0 });
  });

  test("not where three faces meet in an edge", async () => {
    const geometry = new BufferGeometry();
    const points = [0, 0, 0, 0, 1, 0, 1, 0, 0, -1, 0, 0, 0, 0, 1];
    geometry.setAttribute("position", new BufferAttribute(new Float32Array(points), 3));
    geometry.setIndex([0, 1, 2, 0, 1, 3, 0, 1, 4]);
    expect(await edges(new Mesh(geometry, grey()))).toEqual({ faces: 3, open: 6, shared: 1 });
  });

  test("where its halves are two meshes in the same place", async () => {
    const half = (from: number, to: number) => {
      const geometry = new BoxGeometry(1, 1, 1);
      geometry.setIndex([...(geometry.index?.array ?? [])].slice(from, to));
      return new Mesh(geometry, grey());
    };
    expect(await edges(half(0, 18), half(18, 36))).toEqual({ faces: 12, open: 0, shared: 0 });
  });

  test("counting stops when nobody waits for it", async () => {
    const model = await shown(new Mesh(new BoxGeometry(1, 1, 1, 200, 200, 200), grey()));
    const until = new AbortController();
    const counted = countEdges(model, until.signal);
    until.abort(new Error("enough"));
    await expect(counted).rejects.toThrow("enough");
  });
});

describe("the tables", () => {
  test("weld what is at the very same place, also at minus nought", () => {
    const welding = new Welding();
    const places = Array.from({ length: 20_000 }, (_, at) => ({ x: at, y: at / 7, z: -at }));
    const first = places.map((each) => welding.of(each));
    expect(new Set(first).size).toBe(20_000);
    expect(places.map((each) => welding.of(each))).toEqual(first);
    expect(welding.of({ x: -0, y: 0, z: -0 })).toBe(first[0]);
    expect(welding.of({ x: 1e-30, y: 0, z: 0 })).toBe(20_000);
  });

  test("count pairs in whichever order", () => {
    const pairs = new PairCounts();
    for (let at = 0; at < 10_000; at++) {
      pairs.add(at, at + 1);
      if (at % 2 === 0) pairs.add(at + 1, at);
      if (at % 4 === 0) for (let more = 0; more < 300; more++) pairs.add(at, at + 1);
    }
    expect([pairs.counted(1), pairs.counted(2), pairs.counted(3)]).toEqual([5000, 2500, 2500]);
  });
});
