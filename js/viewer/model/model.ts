/** One decoded GLB: parsed, measured, and disposed of to the last texture. */

import {
  type Box3,
  type BufferGeometry,
  type Material,
  MeshBasicMaterial,
  type Object3D,
  Sphere,
  Texture,
  type WebGLRenderer,
} from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { equip } from "../decoders/decoders";
import type { Origin } from "../gltf/bytes";
import { damaged } from "../gltf/model-parse-error";
import { readGltf } from "../gltf/read-gltf";
import { geometryBytes, textureBytes } from "../gpu/gpu-bytes";
import { ContactShadow } from "../lighting/contact-shadow";
import { prepareGlass } from "../lighting/vessels";
import { ModelParts } from "../parts/model-parts";
import { nodesOf, type PartNode } from "../parts/names";
import { measure } from "./measure";
import { PendingPicture, takeBytes } from "./pictures";
import { keepSound } from "./sound";
import { leaveOut } from "./without-texture";

export class Model {
  readonly box: Box3;
  readonly sphere: Sphere;
  readonly shadow: ContactShadow;
  readonly parts: ModelParts;
  readonly #geometries = new Set<BufferGeometry>();
  readonly #materials: ReadonlySet<Material>;
  readonly #textures: Set<Texture>;
  readonly #notes: Set<string>;

  constructor(
    readonly id: string,
    readonly root: Object3D,
    notes: string[],
    nodeOf: (object: Object3D) => PartNode = ({ uuid, name }) => ({ key: uuid, name }),
  ) {
    this.#notes = new Set(notes);
    keepSound(root);
    root.updateMatrixWorld(true);
    this.box = measure(root);
    this.sphere = this.box.getBoundingSphere(new Sphere());
    this.shadow = new ContactShadow(root, this.box);
    this.parts = new ModelParts(root, nodeOf);
    root.traverse((node) => {
      if ("geometry" in node) this.#geometries.add(node.geometry as BufferGeometry);
    });
    this.#materials = materialsOf(root);
    this.#textures = texturesOf(this.#materials);
  }

  get textures(): ReadonlySet<Texture> {
    return this.#textures;
  }

  /** What is not shown as the file has it, in sentences. */
  get notes(): string[] {
    return [...this.#notes];
  }

  /** Go without a texture; `why` ends a sentence about its picture. */
  goWithout(texture: Texture, why: string): void {
    const names = leaveOut(this.#materials, texture);
    this.#textures.delete(texture);
    texture.dispose();
    this.#notes.add(`It is shown without ${names}: the picture ${why}.`);
  }

  /** What it takes on the GPU, once its pictures are decoded. */
  get bytes(): number {
    let bytes = ContactShadow.BYTES;
    for (const geometry of this.#geometries) bytes += geometryBytes(geometry);
    for (const texture of this.textures) bytes += textureBytes(texture);
    return bytes;
  }

  set wireframe(on: boolean) {
    for (const material of this.#materials) {
      if ("wireframe" in material) material.wireframe = on;
    }
  }

  /** Let go of the decoded pictures, which the GPU has. */
  closePictures(): void {
    for (const { source } of this.textures) {
      const picture: unknown = source.data;
      if (!(picture instanceof PendingPicture)) continue;
      // What was never decoded needs no closing.
      picture.close().catch(() => {});
      source.data = { width: picture.width, height: picture.height };
    }
  }

  dispose(): void {
    this.shadow.dispose();
    this.root.removeFromParent();
    this.root.traverse((node) => {
      if ("skeleton" in node) (node.skeleton as { dispose(): void }).dispose();
    });
    this.closePictures();
    for (const material of this.#materials) material.dispose();
    for (const geometry of this.#geometries) geometry.dispose();
    for (const texture of this.textures) texture.dispose();
  }
}

/**
 * Decode a binary glTF 2.0 file; nothing of it is on the GPU yet.
 *
 * @throws ModelParseError with a sentence for the user.
 */
export async function parseModel(
  id: string,
  file: ArrayBuffer,
  webgl: WebGLRenderer,
  origin: Origin,
): Promise<Model> {
  const gltf = await readGltf(file, origin);
  const loader = new GLTFLoader().register(takeBytes(gltf, webgl));
  // Not within what follows: that a decoder could not be had says nothing of the file.
  await equip(loader, gltf.compressions);
  let scene: Object3D;
  let nodeOf: (object: Object3D) => PartNode;
  try {
    // The loader takes a document as well, which its types do not say.
    const parsed = await loader.parseAsync(gltf.document as never, "");
    scene = parsed.scene;
    nodeOf = nodesOf(parsed.parser, gltf.document);
  } catch (error) {
    throw damaged("what it says of its parts does not hold together", error);
  }
  prepareGlass(scene);
  const model = new Model(id, scene, gltf.notes, nodeOf);
  for (const material of materialsOf(scene)) {
    // What is unlit has the very colours of its file (KHR_materials_unlit).
    if (material instanceof MeshBasicMaterial) material.toneMapped = false;
  }
  return model;
}

function materialsOf(root: Object3D): Set<Material> {
  const materials = new Set<Material>();
  root.traverse((node) => {
    if ("material" in node) {
      const material = node.material as Material | Material[];
      for (const each of Array.isArray(material) ? material : [material]) materials.add(each);
    }
  });
  return materials;
}

function texturesOf(materials: ReadonlySet<Material>): Set<Texture> {
  const textures = new Set<Texture>();
  for (const material of materials) {
    for (const value of Object.values(material)) {
      if (value instanceof Texture) textures.add(value);
    }
  }
  return textures;
}
