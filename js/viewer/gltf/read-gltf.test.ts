import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearAllModelCache } from "../../cache/model-cache";
import { dataUrl } from "../../data-url";
import { count, decode } from "../../testing/pixels";
import { ModelView } from "../model-view";
import { glb, type Json, triangle, triangleDocument } from "../testing/triangle";

let view: ModelView;
let notes: string[];

beforeEach(async () => {
  const host = document.createElement("div");
  host.style.cssText = "width:160px;height:160px";
  document.body.append(host);
  view = new ModelView(host);
  view.on("notes", (list) => {
    notes = list;
  });
  await show(triangle(0.9), "before");
});

afterEach(async () => {
  view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

async function show(file: Blob, id = "tried"): Promise<void> {
  await view.show({ id, url: await dataUrl(file) });
}

const seen = async () =>
  count(await decode(await view.screenshot()), (_r, _g, _b, alpha) => alpha > 100);

/** A triangle's file after something was done to its document. */
function changed(change: (document: Json) => void, bytes?: Float32Array<ArrayBuffer>): Blob {
  const { document, points } = triangleDocument();
  change(document);
  return glb(JSON.stringify(document), bytes ?? points);
}

const textured = (image: Json, more: Json = {}) =>
  changed((document) => {
    document.materials[0].pbrMetallicRoughness.baseColorTexture = { index: 0 };
    Object.assign(document, { textures: [{ source: 0 }], images: [image] }, more);
  });

const GARBAGE = `data:image/png;base64,${btoa("\x89PNG\r\n\x1a\n and nothing more")}`;

const REFUSED: [what: string, file: () => Blob, sentence: RegExp][] = [
  ["nothing", () => new Blob([]), /too short/],
  ["a web page", () => new Blob(["<html>Log in, please</html>"]), /not a GLB model/],
  ["version 1", () => glb("{}", undefined, 1), /is glTF 1;/],
  ["version 3", () => glb("{}", undefined, 3), /is glTF 3;/],
  [
    "a later document",
    () =>
      changed((d) => {
        d.asset.minVersion = "2.1";
      }),
    /is glTF 2\.1;/,
  ],
  ["half of it", () => triangle(1).slice(0, 200), /cut short/],
  ["no JSON", () => glb("{"), /damaged: its description cannot be read/],
  ["a list", () => glb("[]"), /no glTF document/],
  ["null", () => glb("null"), /no glTF document/],
  ["deep JSON", () => glb("[".repeat(200_000)), /damaged/],
  ["an empty document", () => glb("{}"), /nothing to see/],
  [
    "a scene of nothing",
    () =>
      changed((d) => {
        d.scenes[0].nodes = [];
      }),
    /nothing to see/,
  ],
  [
    "lists that are none",
    () =>
      changed((d) => {
        d.nodes = "all";
      }),
    /nodes are no list/,
  ],
  [
    "no such mesh",
    () =>
      changed((d) => {
        d.nodes[0].mesh = 7;
      }),
    /mesh 7 is missing/,
  ],
  [
    "no such accessor",
    () =>
      changed((d) => {
        d.meshes[0].primitives[0].indices = -1;
      }),
    /damaged/,
  ],
  [
    "a place of words",
    () =>
      changed((d) => {
        d.nodes[0].translation = ["a", 1, 2];
      }),
    /place of node 0/,
  ],
  [
    "a node within itself",
    () =>
      changed((d) => {
        d.nodes[0].children = [0];
      }),
    /node 0 is within itself/,
  ],
  [
    "a circle of nodes",
    () =>
      changed((d) => {
        d.nodes = [{ children: [1] }, { children: [0], mesh: 0 }];
      }),
    /within itself/,
  ],
  [
    "nodes too deep",
    () =>
      changed((d) => {
        d.nodes = Array.from({ length: 9000 }, (_, index) => ({ children: [index + 1] }));
        d.nodes.push({ mesh: 0 });
      }),
    /levels of nodes, and at most 1,000/,
  ],
  [
    "too many nodes",
    () =>
      changed((d) => {
        d.nodes = Array(60_000).fill({ mesh: 0 });
      }),
    /60,000 nodes/,
  ],
  [
    "zeros without end",
    () =>
      changed((d) => {
        d.accessors[0] = { componentType: 5126, count: 1e8, type: "VEC3" };
      }),
    /MB of geometry/,
  ],
  [
    "too many vertices",
    () =>
      changed((d) => {
        d.accessors[0] = { componentType: 5120, count: 2e7, type: "VEC3" };
      }),
    /20,000,000 vertices, and at most 10,000,000/,
  ],
  [
    "a count of words",
    () =>
      changed((d) => {
        d.accessors[0].count = "3";
      }),
    /count of accessor 0/,
  ],
  [
    "a count beyond its bytes",
    () =>
      changed((d) => {
        d.accessors[0].count = 4;
      }),
    /reaches beyond its data/,
  ],
  [
    "a view beyond its buffer",
    () =>
      changed((d) => {
        d.bufferViews[0].byteLength = 4000;
      }),
    /beyond its buffer/,
  ],
  [
    "a buffer beyond the file",
    () =>
      changed((d) => {
        d.buffers[0].byteLength = 1e9;
      }),
    /cut short/,
  ],
  [
    "crooked numbers",
    () =>
      changed((d) => {
        d.accessors[0].byteOffset = 2;
        d.accessors[0].count = 1;
      }),
    /cannot|does not lie/,
  ],
  [
    "indices of fractions",
    () =>
      changed((d) => {
        Object.assign(d.accessors[0], { type: "SCALAR" });
        d.meshes[0].primitives[0].indices = 0;
      }),
    /type SCALAR|no whole/,
  ],
  [
    "instances without end",
    () =>
      changed((d) => {
        d.accessors.push({ componentType: 5126, count: 300_000, type: "VEC3" });
        d.nodes[0].extensions = { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 1 } } };
      }),
    /300,000 instances/,
  ],
  [
    "geometry elsewhere",
    () =>
      changed((d) => {
        d.buffers[0].uri = "model.bin";
      }),
    /another file \(model\.bin\)/,
  ],
  [
    "geometry at a stranger's",
    () =>
      changed((d) => {
        d.buffers[0].uri = "http://127.0.0.1:9/x.bin?who=me";
      }),
    /another file \(http:\/\/127\.0\.0\.1:9\/x\.bin\)/,
  ],
  [
    "an extension that nobody knows",
    () =>
      changed((d) => {
        d.extensionsRequired = ["KHR_xyz"];
      }),
    /needs KHR_xyz/,
  ],
  [
    "Draco that is none",
    () =>
      changed((d) => {
        d.extensionsUsed = ["KHR_draco_mesh_compression"];
        d.meshes[0].primitives[0].extensions = {
          KHR_draco_mesh_compression: { bufferView: 0, attributes: { POSITION: 0 } },
        };
      }),
    /damaged/,
  ],
  [
    "indices beyond its vertices",
    () =>
      changed((d) => {
        d.accessors.push({ bufferView: 0, componentType: 5125, count: 3, type: "SCALAR" });
        d.meshes[0].primitives[0].indices = 1;
      }),
    /vertex \d+ of 3 is missing/,
  ],
  [
    "Draco with more than can be shown",
    () => {
      // Version 2.2, a mesh, row by row: one face of 268,435,455 vertices, in seven bits a byte.
      const head = [...new TextEncoder().encode("DRACO"), 2, 2, 1, 0, 0, 0, 1, 255, 255, 255, 127];
      const bytes = new Uint8Array(36);
      bytes.set(head);
      return changed((d) => {
        d.meshes[0].primitives[0].extensions = {
          KHR_draco_mesh_compression: { bufferView: 0, attributes: { POSITION: 0 } },
        };
      }, new Float32Array(bytes.buffer));
    },
    /268,435,455 vertices, and at most 10,000,000/,
  ],
  [
    "parts without end",
    () =>
      changed((d) => {
        d.meshes[0].primitives = Array(300).fill(d.meshes[0].primitives[0]);
        d.nodes = Array(100).fill({ mesh: 0 });
        d.scenes[0].nodes = [...d.nodes.keys()];
      }),
    /parts to draw, and at most 20,000/,
  ],
  [
    "shapes without end",
    () =>
      changed((d) => {
        d.meshes[0].primitives[0].targets = Array(1000).fill({ POSITION: 0 });
      }),
    /1,000 shapes to morph into/,
  ],
  [
    "pictures without end",
    () =>
      changed((d) => {
        const all = [...Array(600).keys()];
        d.images = all.map(() => ({ bufferView: 0 }));
        d.textures = all.map((source) => ({ source }));
        d.materials = all.map((index) => ({ normalTexture: { index } }));
        d.meshes[0].primitives = all.map((material) => ({ attributes: { POSITION: 0 }, material }));
      }),
    /600 pictures/,
  ],
  [
    "a type that is none",
    () =>
      changed((d) => {
        d.accessors[0].type = { index: 0 };
      }),
    /accessor 0 has the type \{"index":0\}/,
  ],
  [
    "no type",
    () =>
      changed((d) => {
        delete d.accessors[0].type;
      }),
    /accessor 0 has no type/,
  ],
  [
    "an extension that is no name",
    () =>
      changed((d) => {
        d.extensionsRequired = [{ index: 0 }];
      }),
    /needs \{"index":0\}/,
  ],
  [
    "a factor of words",
    () =>
      changed((d) => {
        d.materials[0].pbrMetallicRoughness.metallicFactor = "0";
      }),
    /metallicFactor of material 0 is "0"/,
  ],
  [
    "a colour of one number",
    () =>
      changed((d) => {
        d.materials[0].pbrMetallicRoughness.baseColorFactor = [1];
      }),
    /baseColorFactor of material 0 is \[1\]/,
  ],
  [
    "a name of numbers",
    () =>
      changed((d) => {
        d.nodes[0].name = 7;
      }),
    /does not hold together/,
  ],
];

test.each(REFUSED)(
  "%s is refused in a sentence, and what was there stays",
  async (_, file, sentence) => {
    const requests = performance.getEntriesByType("resource").length;
    const failure = await show(file()).catch((error) => error);
    expect(failure).toMatchObject({
      name: "ModelParseError",
      message: expect.stringMatching(sentence),
    });
    expect(failure.message).not.toMatch(
      /undefined|object Object|Cannot read|JSON|Invalid|stack|THREE/,
    );
    expect(failure.message).toMatch(/\.$/);
    expect(view.shownId).toBe("before");
    const asked = performance.getEntriesByType("resource").slice(requests);
    expect(asked.filter(({ name }) => /model\.bin|x\.bin/.test(name))).toEqual([]);
    await show(triangle(0.5), "after");
    expect(await seen()).toBeGreaterThan(1000);
  },
);

describe("is shown", () => {
  test("without scenes: whatever has no parent", async () => {
    await show(
      changed((document) => {
        delete document.scenes;
        delete document.scene;
        document.nodes = [{ mesh: 0 }, { children: [0] }];
      }),
    );
    expect(await seen()).toBeGreaterThan(1000);
    expect(notes).toEqual([]);
  });

  test.each<[string, (document: Json) => void]>([
    [
      "Draco that it names, and makes no use of",
      (d) => {
        d.extensionsUsed = d.extensionsRequired = ["KHR_draco_mesh_compression"];
      },
    ],
    [
      "an extension that it uses, and does not name",
      (d) => {
        d.materials[0].extensions = { KHR_materials_unlit: {} };
      },
    ],
    [
      "bounds that are none",
      (d) => {
        Object.assign(d.accessors[0], { min: null, max: 3 });
      },
    ],
    [
      "numbers that are parts of nothing",
      (d) => {
        d.accessors[0].normalized = true;
      },
    ],
    [
      "weights of shapes that it has not",
      (d) => {
        d.meshes[0].weights = [0.5];
        d.nodes[0].weights = [0.5];
      },
    ],
    [
      "a skin without joints",
      (d) => {
        d.skins = [{}];
        d.nodes[0].skin = 0;
      },
    ],
    [
      "a texture that is none",
      (d) => {
        d.materials[0].pbrMetallicRoughness.baseColorTexture = null;
        d.materials[0].normalTexture = true;
      },
    ],
  ])("with %s", async (_, change) => {
    await show(changed(change));
    expect(await seen()).toBeGreaterThan(1000);
  });

  test("with instances of what can be morphed", async () => {
    await show(
      changed((document) => {
        document.meshes[0].primitives[0].targets = [{ POSITION: 0 }];
        document.accessors.push({ componentType: 5126, count: 2, type: "VEC3" });
        document.nodes[0].extensions = {
          EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 1 } },
        };
      }),
    );
    expect(await seen()).toBeGreaterThan(1000);
  });

  test("whose last element is no longer than it needs to be", async () => {
    // Four numbers apart; behind the last vertex there are none.
    const apart = new Float32Array([-1, 0, 0, 0, 1, 0, 0, 0, 0, 1.5, 0]);
    await show(
      changed((document) => {
        document.bufferViews[0] = { buffer: 0, byteLength: 44, byteStride: 16 };
        document.buffers[0].byteLength = 44;
      }, apart),
    );
    expect(await seen()).toBeGreaterThan(1000);
  });

  test("with what is of no use to its scene left alone", async () => {
    await show(
      changed((document) => {
        document.nodes.push({ mesh: 9 }, null, { children: [3] });
        document.meshes.push({ primitives: "none" });
        document.animations = [{ channels: [{ sampler: 4, target: {} }], samplers: [] }];
        document.cameras = [{ type: "fisheye" }];
        document.nodes[0].camera = 5;
        delete document.asset;
      }),
    );
    expect(await seen()).toBeGreaterThan(1000);
  });

  const MISSING: [what: string, image: Json, why: RegExp][] = [
    [
      "at a stranger's",
      { uri: "https://example.invalid/track.png?who=me" },
      /not in the file, but at https:\/\/example\.invalid\/track\.png\.$/,
    ],
    [
      "beside a file that is not on the web",
      { uri: "skin.png" },
      /not in the file, but at skin\.png\.$/,
    ],
    ["by another road", { uri: "//example.invalid/x.png" }, /not in the file/],
    ["in nothing", { uri: "javascript:alert(1)" }, /not in the file/],
    ["that is nowhere", {}, /not in the file/],
    ["beyond its bytes", { bufferView: 9, mimeType: "image/png" }, /not in the file/],
    ["that is garbage", { uri: GARBAGE }, /picture (is too large|cannot be read)/],
    ["that is no picture", { bufferView: 0, mimeType: "image/png" }, /cannot be read/],
    ["of KTX2 that is garbage", { uri: ktx2(4, 4) }, /cannot be read/],
    ["of KTX2 without end", { uri: ktx2(2 ** 31 - 1, 2 ** 31 - 1) }, /too large/],
  ];
  test.each(MISSING)("without a texture %s, which is told", async (_, image, why) => {
    const before = performance.getEntriesByType("resource").length;
    await show(textured(image));
    expect(await seen()).toBeGreaterThan(1000);
    expect(notes).toEqual([expect.stringMatching(/^It is shown without its base colour: /)]);
    expect(notes[0]).toMatch(why);
    const asked = performance.getEntriesByType("resource").slice(before);
    expect(asked.filter(({ name }) => /example\.invalid|skin\.png/.test(name))).toEqual([]);
    // A picture that cannot be read spoils none that can.
    await view.show({ id: "good", url: "/samples/uastc.glb" });
    expect(await seen()).toBeGreaterThan(1000);
    expect(notes).toEqual([]);
  });

  test.each(["etc1s", "uastc"])("without a texture that is spoilt inside (%s)", async (name) => {
    const answer = await fetch(`/samples/${name}.glb`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const begin = bytes.findIndex(
      (_, at) => String.fromCharCode(...bytes.slice(at, at + 6)) === "KTX 20",
    );
    // Behind the header and the levels' places.
    bytes.fill(0xff, begin + 200);
    await show(new Blob([bytes]));
    expect(notes).toEqual(["It is shown without its base colour: the picture cannot be read."]);
    await view.show({ id: "good", url: "/samples/uastc.glb" });
    expect(await seen()).toBeGreaterThan(1000);
    expect(notes).toEqual([]);
  });

  test("without a texture that the file has not", async () => {
    await show(
      changed((document) => {
        document.materials[0].normalTexture = { index: 3 };
        document.materials[0].emissiveTexture = { index: "0" };
        document.materials[0].emissiveFactor = [1, 1, 1];
      }),
    );
    expect(notes.join(" ")).toMatch(/its normal map.*its glow|its glow.*its normal map/);
  });

  test("without the lights in it, which would be stronger than ours", async () => {
    const light = { type: "point", intensity: 54_351 };
    await show(
      changed((document) => {
        document.extensionsUsed = ["KHR_lights_punctual"];
        document.extensions = { KHR_lights_punctual: { lights: Array(200).fill(light) } };
        for (let index = 0; index < 200; index++) {
          document.nodes.push({ extensions: { KHR_lights_punctual: { light: index } } });
          document.scenes[0].nodes.push(index + 1);
        }
      }),
    );
    expect(notes).toEqual([expect.stringContaining("lights in the file are left out")]);
    const white = count(await decode(await view.screenshot()), (r, g, b) => r + g + b > 700);
    expect(white).toBe(0);
  });

  test("with an old kind of material as it would be today", async () => {
    await show(
      changed((document) => {
        document.extensionsUsed = ["KHR_materials_pbrSpecularGlossiness"];
        document.materials[0] = {
          doubleSided: true,
          extensions: {
            KHR_materials_pbrSpecularGlossiness: {
              diffuseFactor: [0, 0.6, 0, 1],
              specularFactor: [0.04, 0.04, 0.04],
              glossinessFactor: 0.2,
            },
          },
        };
      }),
    );
    expect(notes).toEqual([expect.stringContaining("specular-glossiness")]);
    const green = count(
      await decode(await view.screenshot()),
      (r, g, b) => g > 1.5 * r && g > 1.5 * b,
    );
    expect(green).toBeGreaterThan(1000);
  });

  test("without what it needs for its looks alone, which is told", async () => {
    await show(
      changed((document) => {
        document.extensionsRequired = ["KHR_materials_glitter"];
      }),
    );
    expect(notes).toEqual([expect.stringContaining("KHR_materials_glitter")]);
  });

  test("with what lies beside it on the web, had without cookies", async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the older way is enough to have one
    document.cookie = "who=me; path=/";
    await view.show({ id: "beside", url: new URL("/samples/beside.glb", location.href).href });
    expect(await seen()).toBeGreaterThan(1000);
  });
});

/** The header of a KTX2 file for a transcoder, and nothing that one could read. */
function ktx2(width: number, height: number): string {
  const bytes = new Uint8Array(160);
  bytes.set([0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a]);
  const numbers = new DataView(bytes.buffer);
  for (const [at, value] of [
    [16, 1],
    [20, width],
    [24, height],
    [36, 1],
    [40, 1],
  ] as const) {
    numbers.setUint32(at, value, true);
  }
  return `data:image/ktx2;base64,${btoa(String.fromCharCode(...bytes))}`;
}
