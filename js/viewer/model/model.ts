/** One decoded GLB: parsed, measured, and disposed of to the last texture. */

import {
  type AnimationClip,
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
import type { Contents } from "../gltf/contents";
import { damaged } from "../gltf/model-parse-error";
import { readGltf } from "../gltf/read-gltf";
import { geometryBytes, textureBytes } from "../gpu/gpu-bytes";
import { ContactShadow } from "../lighting/contact-shadow";
import { prepareGlass } from "../lighting/vessels";
import { type Pose, Poses } from "../motion/poses";
import { keepPlayable } from "../motion/tracks";
import { ModelParts } from "../parts/model-parts";
import { nodesOf, type PartNode } from "../parts/names";
import { fileTexts } from "../texts";
import { fillWardrobe, NOTHING_ELSE, type Wardrobe } from "../variants/wardrobe";
import { type FileCamera, findCameras } from "./file-cameras";
import { measure } from "./measure";
import { PendingPicture, takeBytes } from "./pictures";
import { keepSound } from "./sound";
import { leaveOut } from "./without-texture";

/** What a file has beside its scene. */
export interface Extras {
  clips: readonly AnimationClip[];
  wardrobe: Wardrobe;
  cameras: readonly FileCamera[];
  /** The node of the file that something was made of. */
  nodeOf(object: Object3D): PartNode;
}

const NO_EXTRAS: Extras = {
  clips: [],
  wardrobe: NOTHING_ELSE,
  cameras: [],
  nodeOf: (object) => ({ key: object, name: object.name }),
};

export class Model {
  readonly box: Box3;
  readonly sphere: Sphere;
  readonly shadow: ContactShadow;
  readonly poses: Poses;
  readonly wardrobe: Wardrobe;
  readonly cameras: readonly FileCamera[];
  readonly parts: ModelParts;
  readonly #geometries = new Set<BufferGeometry>();
  readonly #materials: ReadonlySet<Material>;
  readonly #textures: Set<Texture>;
  readonly #notes: Set<string>;
  #stance: { readonly box: Box3 };

  constructor(
    readonly id: string,
    readonly root: Object3D,
    notes: string[],
    readonly contents: Contents,
    { clips, wardrobe, cameras, nodeOf }: Extras = NO_EXTRAS,
  ) {
    this.#notes = new Set(notes);
    keepSound(root);
    root.updateMatrixWorld(true);
    this.box = measure(root);
    this.sphere = this.box.getBoundingSphere(new Sphere());
    this.#stance = { box: this.box };
    this.shadow = new ContactShadow(root, this.box);
    this.poses = new Poses(root, this, clips);
    this.wardrobe = wardrobe;
    this.cameras = cameras;
    this.parts = new ModelParts(root, nodeOf);
    root.traverse((node) => {
      if ("geometry" in node) this.#geometries.add(node.geometry as BufferGeometry);
    });
    this.#materials = materialsOf(root, wardrobe);
    this.#textures = texturesOf(this.#materials);
  }

  get materials(): ReadonlySet<Material> {
    return this.#materials;
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
    const slots = leaveOut(this.#materials, texture);
    this.#textures.delete(texture);
    texture.dispose();
    this.#notes.add(fileTexts.withoutTexture(slots, why));
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

  /** Have it stand in a pose; its shadow is then to be drawn anew. */
  assume(pose: Pose): void {
    if (!this.poses.assume(pose)) return;
    const { box } = this.poses.extent(pose.animation);
    this.#stance = { box };
    this.shadow.follow(box);
    this.parts.picking.posed();
  }

  /** Another one whenever it stood otherwise, and the box that it is somewhere in. */
  get stance(): { readonly box: Box3 } {
    return this.#stance;
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
    this.poses.dispose();
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
  let extras: Extras;
  try {
    // The loader takes a document as well, which its types do not say.
    const loaded = await loader.parseAsync(gltf.document as never, "");
    ({ scene } = loaded);
    const { clips, whole } = keepPlayable(scene, loaded.animations);
    if (!whole) gltf.notes.push(fileTexts.animationsDamaged);
    extras = {
      clips,
      wardrobe: await fillWardrobe(gltf.variants, scene, loaded.parser),
      cameras: await findCameras(gltf.cameras, loaded.parser),
      nodeOf: nodesOf(loaded.parser, gltf.document),
    };
  } catch (error) {
    throw damaged("what it says of its parts does not hold together", error);
  }
  prepareGlass(scene);
  const model = new Model(id, scene, gltf.notes, gltf.contents, extras);
  for (const material of materialsOf(scene, extras.wardrobe)) {
    // What is unlit has the very colours of its file (KHR_materials_unlit).
    if (material instanceof MeshBasicMaterial) material.toneMapped = false;
  }
  return model;
}

function materialsOf(root: Object3D, wardrobe: Wardrobe): Set<Material> {
  const materials = wardrobe.materials;
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
