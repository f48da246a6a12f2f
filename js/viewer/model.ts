/** One decoded GLB: parsed, measured, and disposed of to the last texture. */

import {
  Box3,
  type BufferGeometry,
  type Material,
  type Object3D,
  Sphere,
  Texture,
  type WebGLRenderer,
} from "three";
import { type GLTF, GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { ContactShadow } from "./contact-shadow";

/** A file that cannot be shown; the message is for the user. */
export class ModelParseError extends Error {
  override readonly name = "ModelParseError";
}

const GLB_MAGIC = 0x46546c67;

export class Model {
  readonly box: Box3;
  readonly sphere: Sphere;
  readonly shadow: ContactShadow;

  constructor(
    readonly id: string,
    readonly root: Object3D,
  ) {
    root.updateMatrixWorld(true);
    this.box = new Box3().setFromObject(root, true);
    if (this.box.isEmpty()) throw new ModelParseError("The file holds no geometry to show.");
    this.sphere = this.box.getBoundingSphere(new Sphere());
    this.shadow = new ContactShadow(root, this.box);
  }

  set wireframe(on: boolean) {
    for (const material of materialsOf(this.root)) {
      if ("wireframe" in material) material.wireframe = on;
    }
  }

  dispose(): void {
    this.shadow.dispose();
    this.root.removeFromParent();
    const geometries = new Set<BufferGeometry>();
    const textures = new Set<Texture>();
    const materials = materialsOf(this.root);
    this.root.traverse((node) => {
      if ("geometry" in node) geometries.add(node.geometry as BufferGeometry);
      if ("skeleton" in node) (node.skeleton as { dispose(): void }).dispose();
    });
    for (const material of materials) {
      for (const value of Object.values(material)) {
        if (value instanceof Texture) textures.add(value);
      }
      material.dispose();
    }
    for (const geometry of geometries) geometry.dispose();
    for (const texture of textures) {
      texture.dispose();
      const image: unknown = texture.source.data;
      if (typeof ImageBitmap !== "undefined" && image instanceof ImageBitmap) image.close();
    }
  }
}

/**
 * Decode a binary glTF 2.0 file and compile its materials.
 *
 * @throws ModelParseError with a sentence for the user.
 */
export async function parseModel(
  id: string,
  data: ArrayBuffer,
  webgl: WebGLRenderer,
): Promise<Model> {
  checkHeader(data);
  let gltf: GLTF;
  try {
    gltf = await new GLTFLoader().parseAsync(data, "");
  } catch (error) {
    throw new ModelParseError(
      `The file is not a model that can be shown: ${error instanceof Error ? error.message : error}`,
    );
  }
  const model = new Model(id, gltf.scene);
  for (const material of materialsOf(model.root)) {
    for (const value of Object.values(material)) {
      if (value instanceof Texture)
        value.anisotropy = Math.min(8, webgl.capabilities.getMaxAnisotropy());
    }
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
