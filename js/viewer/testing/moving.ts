/** Small files with more in them: what moves, what can be worn instead, and cameras. */

import { type Buffer, Document, type Node, type Primitive, WebIO } from "@gltf-transform/core";
import { KHRMaterialsVariants } from "@gltf-transform/extensions";
import { glb, type Json } from "./triangle";

const BOX_HALF = 0.5;

class Scene {
  readonly document = new Document();
  readonly buffer: Buffer = this.document.createBuffer();
  readonly scene = this.document.createScene();

  floats(type: "SCALAR" | "VEC3" | "VEC4" | "MAT4", numbers: number[]) {
    const array = new Float32Array(numbers);
    return this.document.createAccessor().setType(type).setArray(array).setBuffer(this.buffer);
  }

  material(colour: [number, number, number]) {
    return this.document
      .createMaterial()
      .setBaseColorFactor([...colour, 1])
      .setRoughnessFactor(1)
      .setMetallicFactor(0);
  }

  /** A cube of one metre. */
  cube(colour: [number, number, number]): Primitive {
    const sides: number[] = [];
    const normals: number[] = [];
    const indices: number[] = [];
    for (const axis of [0, 1, 2]) {
      for (const sign of [-1, 1]) {
        const first = sides.length / 3;
        for (const [u, v] of [
          [-1, -1],
          [1, -1],
          [1, 1],
          [-1, 1],
        ] as const) {
          const corner = [0, 0, 0];
          corner[axis] = sign * BOX_HALF;
          corner[(axis + 1) % 3] = u * BOX_HALF;
          corner[(axis + 2) % 3] = v * BOX_HALF;
          sides.push(...corner);
          const normal = [0, 0, 0];
          normal[axis] = sign;
          normals.push(...normal);
        }
        const order = sign > 0 ? [0, 1, 2, 0, 2, 3] : [0, 2, 1, 0, 3, 2];
        indices.push(...order.map((each) => first + each));
      }
    }
    return this.document
      .createPrimitive()
      .setAttribute("POSITION", this.floats("VEC3", sides))
      .setAttribute("NORMAL", this.floats("VEC3", normals))
      .setIndices(
        this.document
          .createAccessor()
          .setType("SCALAR")
          .setArray(new Uint16Array(indices))
          .setBuffer(this.buffer),
      )
      .setMaterial(this.material(colour));
  }

  node(name: string, primitive: Primitive): Node {
    const mesh = this.document.createMesh(name).addPrimitive(primitive);
    const node = this.document.createNode(name).setMesh(mesh);
    this.scene.addChild(node);
    return node;
  }

  animate(
    name: string,
    node: Node,
    path: "translation" | "rotation" | "scale" | "weights",
    times: number[],
    values: number[],
  ): void {
    const type = {
      translation: "VEC3",
      rotation: "VEC4",
      scale: "VEC3",
      weights: "SCALAR",
    } as const;
    const sampler = this.document
      .createAnimationSampler()
      .setInput(this.floats("SCALAR", times))
      .setOutput(this.floats(type[path], values))
      .setInterpolation("LINEAR");
    const channel = this.document
      .createAnimationChannel()
      .setSampler(sampler)
      .setTargetNode(node)
      .setTargetPath(path);
    this.document.createAnimation(name).addSampler(sampler).addChannel(channel);
  }

  async file(change: (json: Json) => void = () => {}): Promise<Blob> {
    const io = new WebIO().registerExtensions([KHRMaterialsVariants]);
    const bytes = await io.writeBinary(this.document);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = view.getUint32(12, true);
    const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length)));
    change(json);
    return glb(JSON.stringify(json), bytes.slice(28 + length));
  }
}

const RED: [number, number, number] = [0.8, 0.02, 0.02];

/** A red cube that slides two metres to the right within a second, and one that turns about itself. */
export function sliding(change?: (json: Json) => void): Promise<Blob> {
  const scene = new Scene();
  animate(scene, scene.node("cube", scene.cube(RED)));
  return scene.file(change);
}

function animate(scene: Scene, cube: Node): void {
  scene.animate("Slide", cube, "translation", [0, 1], [0, 0, 0, 2, 0, 0]);
  const eighth = [0, Math.sin(Math.PI / 8), 0, Math.cos(Math.PI / 8)];
  scene.animate("Turn", cube, "rotation", [0, 2], [0, 0, 0, 1, ...eighth]);
}

/** A red cube that grows three times as high, by a shape that it is morphed into. */
export function growing(change?: (json: Json) => void): Promise<Blob> {
  const scene = new Scene();
  const primitive = scene.cube(RED);
  const places = primitive.getAttribute("POSITION")?.getArray() ?? [];
  const lift = Array.from(places, (each, at) => (at % 3 === 1 && each > 0 ? 2 : 0));
  const target = scene.document.createPrimitiveTarget();
  primitive.addTarget(target.setAttribute("POSITION", scene.floats("VEC3", lift)));
  const node = scene.node("cube", primitive);
  node.getMesh()?.setWeights([0]);
  scene.animate("Grow", node, "weights", [0, 1], [0, 1]);
  return scene.file(change);
}

/** A red cube whose upper side hangs on a bone that rises by two metres. */
export function bending(change?: (json: Json) => void): Promise<Blob> {
  const scene = new Scene();
  const primitive = scene.cube(RED);
  const places = [...(primitive.getAttribute("POSITION")?.getArray() ?? [])];
  const upper = places.filter((_, at) => at % 3 === 1).map((y) => (y > 0 ? 1 : 0));
  const joints = new Uint8Array(upper.flatMap((bone) => [bone, 0, 0, 0]));
  primitive
    .setAttribute(
      "JOINTS_0",
      scene.document.createAccessor().setType("VEC4").setArray(joints).setBuffer(scene.buffer),
    )
    .setAttribute(
      "WEIGHTS_0",
      scene.floats(
        "VEC4",
        upper.flatMap(() => [1, 0, 0, 0]),
      ),
    );
  const [low, high] = ["low", "high"].map((name) => scene.document.createNode(name)) as [
    Node,
    Node,
  ];
  scene.scene.addChild(low).addChild(high);
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const skin = scene.document
    .createSkin()
    .addJoint(low)
    .addJoint(high)
    .setInverseBindMatrices(scene.floats("MAT4", [...identity, ...identity]));
  scene.node("cube", primitive).setSkin(skin);
  scene.animate("Rise", high, "translation", [0, 1], [0, 0, 0, 0, 2, 0]);
  return scene.file(change);
}

/** A red cube that can be blue or green instead. */
export function coloured(change?: (json: Json) => void): Promise<Blob> {
  const scene = new Scene();
  colour(scene);
  return scene.file(change);
}

/** A red cube with all of it: two animations, two variants, two cameras. */
export function rich(): Promise<Blob> {
  const scene = new Scene();
  const cube = colour(scene);
  film(scene);
  animate(scene, cube);
  return scene.file();
}

function colour(scene: Scene): Node {
  const variants = scene.document.createExtension(KHRMaterialsVariants);
  const primitive = scene.cube(RED);
  const list = variants.createMappingList();
  for (const [name, colour] of [
    ["Ocean", [0.02, 0.05, 0.8]],
    ["Meadow", [0.02, 0.6, 0.05]],
  ] as const) {
    const mapping = variants
      .createMapping()
      .setMaterial(scene.material([...colour]))
      .addVariant(variants.createVariant(name));
    list.addMapping(mapping);
  }
  primitive.setExtension("KHR_materials_variants", list);
  return scene.node("cube", primitive);
}

/** A red cube with a camera before it, from which it is a third of the picture, and one above. */
export function filmed(change?: (json: Json) => void): Promise<Blob> {
  const scene = new Scene();
  scene.node("cube", scene.cube(RED));
  film(scene);
  return scene.file(change);
}

function film(scene: Scene): void {
  const half = Math.SQRT1_2;
  const [front, top] = [
    scene.document
      .createCamera("front")
      .setType("perspective")
      // Three metres high at two metres and a half, where the cube's front is.
      .setYFov(2 * Math.atan(1.5 / 2.5))
      .setZNear(0.01),
    scene.document
      .createCamera("top")
      .setType("orthographic")
      .setXMag(1)
      .setYMag(1)
      .setZNear(0.01)
      .setZFar(10),
  ];
  scene.scene
    .addChild(scene.document.createNode("Front").setCamera(front).setTranslation([0, 0, 3]))
    .addChild(
      scene.document
        .createNode("Top")
        .setCamera(top)
        .setTranslation([0, 3, 0])
        .setRotation([-half, 0, 0, half]),
    );
}
