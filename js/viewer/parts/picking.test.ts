import { Raycaster, Vector3 } from "three";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../model/model";
import { Guest, join, leave } from "../renderer";
import type { SharedRenderer } from "../renderer/shared-renderer";
import { exported } from "../testing/exported";
import { morphed, repeated, skinned } from "../testing/features";
import { TestKernel } from "../testing/kernel";
import { box, clutter } from "./testing/products";

const RAYS = 400;

const kernel = new TestKernel();
const guest = new Guest();
let renderer: SharedRenderer;

beforeAll(() => {
  renderer = join(guest);
});
afterAll(() => leave(guest));

async function load(file: Blob): Promise<Model> {
  const source = await kernel.add(crypto.randomUUID(), file);
  return renderer.residency.acquire(source, {
    channel: kernel.channel,
    signal: new AbortController().signal,
    lighting: "studio",
    hasty: true,
  });
}

/** Numbers from 0 to 1 that are the same with every run (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Rays at a model from all around, some of which miss it. */
function* rays({ sphere }: Model, random: () => number): Generator<Raycaster> {
  const direction = () => new Vector3(random() - 0.5, random() - 0.5, random() - 0.5).normalize();
  for (let ray = 0; ray < RAYS; ray++) {
    const from = direction()
      .multiplyScalar(3 * sphere.radius)
      .add(sphere.center);
    const to = direction().multiplyScalar(sphere.radius).add(sphere.center);
    yield new Raycaster(from, to.sub(from).normalize());
  }
}

function prepare({ parts }: Model): void {
  for (let steps = 0; !parts.picking.ready; steps++) {
    if (steps > 1000) throw new Error("it never becomes ready");
    parts.picking.prepare();
  }
}

/** What three itself would say is met first. */
function asked(model: Model, ray: Raycaster): string | null {
  const [first] = ray.intersectObject(model.root, true);
  if (!first) return null;
  return model.parts.list.find(({ name }) =>
    model.parts.drawn(name).some((drawn) => drawn === first.object),
  )?.name as string;
}

const none = new Set<string>();

describe("what a ray meets first", () => {
  it.each([
    ["of a box with a lid", () => box()],
    ["of a clutter", () => clutter(20_000, seeded(1))],
    ["of a clutter in many pieces of an index", () => clutter(200_000, seeded(2))],
    ["of instances", () => exported(repeated())],
    ["of a skin", () => exported(skinned())],
    ["of a shape between others", () => exported(morphed())],
  ])("%s is what three says", async (_, file) => {
    const model = await load(await file());
    prepare(model);
    let met = 0;
    for (const ray of rays(model, seeded(3))) {
      const expected = asked(model, ray);
      if (expected) met += 1;
      expect(model.parts.picking.pick(ray.ray, none)).toBe(expected);
    }
    // Or nothing would have been compared.
    expect(met).toBeGreaterThan(RAYS / 10);
    renderer.residency.unpin(model);
  });

  it("is found before there is an index, and without what is left out", async () => {
    const model = await load(await box());
    const down = new Raycaster(new Vector3(0, 5, 0), new Vector3(0, -1, 0));
    const { picking } = model.parts;
    expect(picking.ready).toBe(false);
    expect(picking.pick(down.ray, none)).toBe("lid");
    prepare(model);
    expect(picking.pick(down.ray, none)).toBe("lid");
    expect(picking.pick(down.ray, new Set(["lid"]))).toBe("body");
    expect(picking.pick(down.ray, new Set(["lid", "body"]))).toBe(null);
    renderer.residency.unpin(model);
  });

  it("is built a few milliseconds at a time", async () => {
    const model = await load(await clutter(200_000, seeded(4)));
    let steps = 0;
    while (!model.parts.picking.ready) {
      model.parts.picking.prepare();
      steps += 1;
    }
    expect(steps).toBeGreaterThan(1);
    renderer.residency.unpin(model);
  });
});
