/** One decoded GLB: parsed, measured, and disposed of to the last texture. */

import {
  type Box3,
  type BufferGeometry,
  DoubleSide,
  type Material,
  MeshPhysicalMaterial,
  type Object3D,
  Sphere,
  Texture,
  type WebGLRenderer,
} from "three";
import { type GLTF, GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { equip } from "../decoders/decoders";
import { extensionsOf } from "../decoders/extensions";
import { geometryBytes, textureBytes } from "../gpu/gpu-bytes";
import { ContactShadow } from "../lighting/contact-shadow";
import { ModelParseError } from "./model-parse-error";
import { placeNodes } from "./nodes";
import { decodeLater, PendingPicture } from "./pictures";
import { bringToSize } from "./size";

const GLB_MAGIC = 0x46546c67;

export class Model {
  readonly root: Object3D;
  readonly box: Box3;
  readonly sphere: Sphere;
  readonly shadow: ContactShadow;
  readonly textures: ReadonlySet<Texture>;
  readonly #geometries = new Set<BufferGeometry>();
  readonly #materials: ReadonlySet<Material>;

  /** @throws ModelParseError where nothing of the scene can be shown. */
  constructor(
    readonly id: string,
    scene: Object3D,
  ) {
    const { root, box } = bringToSize(scene);
    this.root = root;
    this.box = box;
    this.sphere = this.box.getBoundingSphere(new Sphere());
    this.shadow = new ContactShadow(root, this.box);
    root.traverse((node) => {
      if ("geometry" in node) this.#geometries.add(node.geometry as BufferGeometry);
    });
    this.#materials = materialsOf(root);
    this.textures = texturesOf(this.#materials);
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
  data: ArrayBuffer,
  webgl: WebGLRenderer,
): Promise<Model> {
  checkHeader(data);
  const loader = new GLTFLoader().register(decodeLater).register(placeNodes);
  // Not within what follows: that a decoder could not be had says nothing of the file.
  await equip(loader, extensionsOf(data), webgl);
  let gltf: GLTF;
  try {
    gltf = await loader.parseAsync(data, "");
  } catch (error) {
    throw new ModelParseError(
      `The file is not a model that can be shown: ${error instanceof Error ? error.message : error}`,
    );
  }
  const model = new Model(id, gltf.scene);
  for (const material of materialsOf(gltf.scene)) {
    // The far side of a vessel is seen through its near one.
    if (material instanceof MeshPhysicalMaterial && material.transmission > 0)
      material.side = DoubleSide;
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

/** The 12 bytes of glTF 2.0 §4.4.2: magic, version, length. */
function checkHeader(data: ArrayBuffer): void {
  if (data.byteLength < 12) throw new ModelParseError("The file is too short to be a GLB model.");
  const header = new DataView(data);
  if (header.getUint32(0, true) !== GLB_MAGIC) {
    throw new ModelParseError("The file is not a GLB model (binary glTF 2.0).");
  }
  if (header.getUint32(4, true) !== 2) {
    throw new ModelParseError("The file is glTF 1; only glTF 2.0 can be shown. Export it again.");
  }
  if (header.getUint32(8, true) > data.byteLength) {
    throw new ModelParseError("The file is cut short: it is not whole.");
  }
}
