/** What a file has beside its scene: what is damaged of it is left out and told, and the rest is there. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { dataUrl } from "../../data-url";
import { frames, rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { bending, coloured, filmed, growing, sliding } from "../testing/moving";
import type { Json } from "../testing/triangle";
import { ModelParseError } from "./model-parse-error";

let view: ModelView;
let notes: string[];

beforeEach(() => {
  const host = document.createElement("div");
  host.style.cssText = "width:120px;height:90px";
  document.body.append(host);
  view = new ModelView(host);
  view.on("notes", (list) => {
    notes = list;
  });
});

afterEach(async () => {
  view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

async function show(file: Blob, id = "tried"): Promise<void> {
  await view.show({ id, url: await dataUrl(file) });
}

const names = () => view.motion.playback.animations.map(({ name }) => name);

/** Play, and go to its end; where the camera is then is a place. */
async function playThrough(): Promise<void> {
  const { playback } = view.motion;
  for (const { name, duration } of playback.animations) {
    playback.animation = name;
    for (const share of [0, 0.3, 1]) playback.seek(duration * share);
    await frames(2);
  }
  await view.frame(false);
  const { position, target } = view.camera;
  expect([...position, ...target].every(Number.isFinite)).toBe(true);
}

const DAMAGED: [what: string, change: (json: Json) => void, left: string[]][] = [
  ["no list", (json) => Object.assign(json, { animations: "all" }), []],
  ["nothing in the list", (json) => json.animations.splice(0, 1, null), ["Turn"]],
  ["no channels", (json) => delete json.animations[0].channels, ["Turn"]],
  ["no samplers", (json) => Object.assign(json.animations[0], { samplers: {} }), ["Turn"]],
  [
    "no such sampler",
    (json) => Object.assign(json.animations[0].channels[0], { sampler: 9 }),
    ["Turn"],
  ],
  [
    "no such node",
    (json) => Object.assign(json.animations[0].channels[0].target, { node: 9 }),
    ["Turn"],
  ],
  [
    "no such path",
    (json) => Object.assign(json.animations[0].channels[0].target, { path: "toString" }),
    ["Turn"],
  ],
  [
    "shapes where there are none",
    (json) => Object.assign(json.animations[0].channels[0].target, { path: "weights" }),
    ["Turn"],
  ],
  [
    "no such interpolation",
    (json) => Object.assign(json.animations[0].samplers[0], { interpolation: "constructor" }),
    ["Turn"],
  ],
  [
    "a spline with too few numbers",
    (json) => Object.assign(json.animations[0].samplers[0], { interpolation: "CUBICSPLINE" }),
    ["Turn"],
  ],
  [
    "no such times",
    (json) => Object.assign(json.animations[0].samplers[0], { input: 99 }),
    ["Turn"],
  ],
  [
    "times that are places",
    (json) =>
      Object.assign(json.animations[0].samplers[0], {
        input: json.animations[0].samplers[0].output,
      }),
    ["Turn"],
  ],
  [
    "times without bytes",
    (json) => delete json.accessors[json.animations[0].samplers[0].input].bufferView,
    ["Turn"],
  ],
  [
    "times beyond their bytes",
    (json) => Object.assign(json.accessors[json.animations[0].samplers[0].input], { count: 9e6 }),
    ["Turn"],
  ],
  [
    "bytes that are elsewhere",
    (json) => {
      json.buffers.push({ byteLength: 64, uri: "missing.bin" });
      json.bufferViews.push({ buffer: 1, byteLength: 64 });
      Object.assign(json.accessors[json.animations[0].samplers[0].output], {
        bufferView: json.bufferViews.length - 1,
        byteOffset: 0,
      });
    },
    [],
  ],
];

describe("an animation with", () => {
  test.each(DAMAGED)("%s is left out, which is told", async (_, change, left) => {
    await show(await sliding(change));
    expect(names()).toEqual(left);
    expect(notes).toEqual([expect.stringMatching(/animations are left out.*damaged/)]);
    await playThrough();
  });

  test("what moves nothing is no fault", async () => {
    await show(
      await sliding((json) => {
        json.animations[0].channels.push({ sampler: 0, target: { path: "translation" } });
      }),
    );
    expect(names()).toEqual(["Slide", "Turn"]);
    expect(notes).toEqual([]);
  });

  test("pointers to other properties is played without them", async () => {
    await show(
      await sliding((json) => {
        json.animations[0].channels.push({
          sampler: 0,
          target: {
            path: "pointer",
            extensions: { KHR_animation_pointer: { pointer: "/materials/0/alphaCutoff" } },
          },
        });
      }),
    );
    expect(names()).toEqual(["Slide", "Turn"]);
    expect(notes).toEqual([expect.stringContaining("KHR_animation_pointer")]);
  });

  test("names that are missing, none, or the same gets others", async () => {
    await show(
      await sliding((json) => {
        delete json.animations[0].name;
        json.animations[1].name = 7;
        json.animations.push({ ...json.animations[0], name: "Animation 1" });
      }),
    );
    expect(names()).toEqual(["Animation 1", "Animation 2", "Animation 1 (2)"]);
  });

  test("too many others is left out", async () => {
    await show(
      await sliding((json) => {
        json.animations = Array(300).fill(json.animations[0]);
      }),
    );
    expect(names()).toHaveLength(200);
    expect(notes).toEqual([expect.stringContaining("more than can be played")]);
  });
});

/** The numbers of an accessor in a file's bytes. */
async function withNumbers(
  file: Blob,
  accessor: (json: Json) => number,
  numbers: number[],
): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length)));
  const { bufferView, byteOffset = 0 } = json.accessors[accessor(json)];
  const start = 28 + length + (json.bufferViews[bufferView].byteOffset ?? 0) + byteOffset;
  new Float32Array(bytes.buffer, start, numbers.length).set(numbers);
  return new Blob([bytes]);
}

const times = (json: Json) => json.animations[0].samplers[0].input;
const values = (json: Json) => json.animations[0].samplers[0].output;
const rotations = (json: Json) => json.animations[1].samplers[0].output;

describe("numbers of an animation:", () => {
  test.each([
    ["times that are none", times, [0, Number.NaN], ["Turn"]],
    ["times before the beginning", times, [-1, 1], ["Turn"]],
    ["times that go back", times, [1, 0], ["Turn"]],
    ["a length of years", times, [0, 1e9], ["Turn"]],
    ["places that are none", values, [0, 0, 0, Number.POSITIVE_INFINITY, 0, 0], ["Turn"]],
    ["places that are too far", values, [0, 0, 0, 1e20, 0, 0], ["Turn"]],
    ["turns about nothing", rotations, [0, 0, 0, 0], ["Slide"]],
  ])("%s are left out, and told", async (_, accessor, numbers, left) => {
    await show(await withNumbers(await sliding(), accessor, numbers));
    expect(names()).toEqual(left);
    expect(notes).toEqual([expect.stringMatching(/animations are left out.*damaged/)]);
    await playThrough();
  });

  test("a flight to far away leaves the frame where the product is", async () => {
    await show(await withNumbers(await sliding(), values, [0, 0, 0, 1e6, 0, 0]));
    const { position } = view.camera;
    view.motion.playback.seek(1);
    await view.frame(false);
    expect(view.camera.position).toEqual(position);
  });
});

describe("variants", () => {
  test("that are damaged are left out, which is told", async () => {
    await show(
      await coloured((json) => {
        const [, primitive] = [0, json.meshes[0].primitives[0]];
        const { mappings } = primitive.extensions.KHR_materials_variants;
        mappings[0].material = 99;
        mappings.push("all", { material: 0, variants: [77] }, { material: 0, variants: "all" });
      }),
    );
    expect(view.motion.variants.names).toEqual(["Ocean", "Meadow"]);
    expect(notes).toEqual([expect.stringMatching(/variants are left out.*damaged/)]);
    view.motion.variants.chosen = "Ocean";
    await rest(view.element);
  });

  test("whose material is damaged leave the rest of the file as it is", async () => {
    await show(
      await coloured((json) => {
        json.materials.at(-1).pbrMetallicRoughness.roughnessFactor = "rough";
      }),
    );
    expect(notes).toEqual([expect.stringMatching(/variants are left out.*damaged/)]);
    view.motion.variants.chosen = "Meadow";
    await rest(view.element);
  });
});

describe("cameras", () => {
  test.each([
    [
      "no such camera",
      (json: Json) => {
        json.nodes.find((node: Json) => node.name === "Front").camera = 9;
      },
    ],
    ["no kind", (json: Json) => delete json.cameras[0].type],
    [
      "no angle",
      (json: Json) => {
        json.cameras[0].perspective.yfov = "wide";
      },
    ],
    [
      "an angle beyond all",
      (json: Json) => {
        json.cameras[0].perspective.yfov = 99;
      },
    ],
  ])("with %s are left out, which is told", async (_, change) => {
    await show(await filmed(change));
    expect(view.motion.cameras.names).toEqual(["Top"]);
    expect(notes).toEqual([expect.stringMatching(/cameras are left out.*damaged/)]);
  });

  test("that stand nowhere leave the view where it is", async () => {
    await show(
      await filmed((json) => {
        json.nodes.find((node: Json) => node.name === "Front").scale = [0, 0, 0];
      }),
    );
    const before = view.camera;
    view.motion.cameras.chosen = "Front";
    expect(view.camera).toEqual(before);
  });
});

/** A generator of numbers from 0 to 1 that are the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ODD = [null, -1, 0, 1, 2, 99, 1.5, 1e20, "", "constructor", [], [0], {}, true, "CUBICSPLINE"];
const PARTS = ["animations", "cameras", "nodes", "extensions", "skins", "accessors"];

/** Put something odd somewhere into what a file says of these parts. */
function spoil(json: Json, chance: () => number): void {
  const pick = <T>(list: readonly T[]) => list[Math.floor(chance() * list.length)] as T;
  const places: [Json, string][] = [];
  const collect = (at: Json) => {
    for (const [key, value] of Object.entries(at)) {
      places.push([at, key]);
      if (typeof value === "object" && value) collect(value);
    }
  };
  for (const part of PARTS) if (json[part]) collect(json[part]);
  for (const mesh of json.meshes) collect(mesh);
  const [at, key] = pick(places);
  at[key] = pick(ODD);
}

describe("whatever is odd in a file", () => {
  test.each([
    ["moves", sliding],
    ["is morphed", growing],
    ["bends", bending],
    ["has variants", coloured],
    ["has cameras", filmed],
  ])("that %s, it is shown, or refused in a sentence", async (what, file) => {
    const chance = random(what.length);
    for (let round = 0; round < 12; round++) {
      const id = `${what} ${round}`;
      let said = "";
      const odd = await file((json) => {
        spoil(json, chance);
        said = JSON.stringify(json);
      });
      try {
        await show(odd, id);
      } catch (error) {
        expect(error, said).toBeInstanceOf(ModelParseError);
        continue;
      }
      for (const name of view.motion.variants.names) view.motion.variants.chosen = name;
      for (const name of view.motion.cameras.names) view.motion.cameras.chosen = name;
      await playThrough();
    }
  });
});
