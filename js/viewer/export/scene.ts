/**
 * A file's scene as it is taken away: plain meshes where they stand at rest, with their pictures.
 *
 * It is read anew from the file, since what is on screen has its pictures on the GPU alone, and glass
 * and shadows that are no part of the product.
 */

import {
  BufferAttribute,
  BufferGeometry,
  type CompressedTexture,
  Group,
  type Material,
  Matrix3,
  type Matrix4,
  Mesh,
  type Object3D,
  Texture,
  Vector3,
} from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { equip } from "../decoders/decoders";
import { placesOf } from "../facts/instances";
import type { Origin } from "../gltf/bytes";
import { damaged } from "../gltf/model-parse-error";
import { readGltf } from "../gltf/read-gltf";
import { PendingPicture, takeBytes } from "../model/pictures";
import { nodesOf, type PartNode, partsOf } from "../parts/names";
import { Guest, join, leave } from "../renderer";

/** What a mesh is called, and which of them make one part: of several materials, for example. */
export interface PartOf {
  part: string;
}

/** @throws ModelParseError with a sentence for the user. */
export async function exportedScene(file: ArrayBuffer, origin: Origin): Promise<Group> {
  const guest = new Guest();
  const { webgl } = join(guest);
  try {
    const gltf = await readGltf(file, origin);
    const loader = new GLTFLoader().register(takeBytes(gltf, webgl));
    await equip(loader, gltf.compressions);
    const { scene, parser } = await loader.parseAsync(gltf.document as never, "").catch((error) => {
      throw damaged("what it says of its parts does not hold together", error);
    });
    scene.updateMatrixWorld(true);
    const group = standing(scene, nodesOf(parser, gltf.document));
    await bringPictures(group);
    return group;
  } finally {
    leave(guest);
  }
}

/** Let go of a scene's decoded pictures. */
export function closeScene(group: Group): void {
  for (const texture of texturesOf(group)) (texture.image as ImageBitmap | null)?.close?.();
}

function standing(scene: Object3D, nodeOf: (object: Object3D) => PartNode): Group {
  const group = new Group();
  const parts = new Map<Object3D, string>();
  // What is hidden, and lines and points, have their numbers as well.
  for (const { name, drawn } of partsOf(scene, nodeOf)) {
    for (const each of drawn) parts.set(each, name);
  }
  scene.traverseVisible((node) => {
    const mesh = node as Mesh;
    if (!mesh.isMesh) return;
    const part = parts.get(mesh) ?? "";
    for (const matrix of placesOf(mesh)) {
      const placed = new Mesh(geometryAt(mesh, matrix), mesh.material);
      placed.name = part;
      placed.userData = { part } satisfies PartOf;
      group.add(placed);
    }
  });
  return group;
}

/** A mesh's geometry in the scene's space, in the pose of its skin and its shapes. */
function geometryAt(mesh: Mesh, matrix: Matrix4): BufferGeometry {
  const from = mesh.geometry;
  const count = from.getAttribute("position").count;
  const points = new Float32Array(count * 3);
  const at = new Vector3();
  for (let index = 0; index < count; index += 1) {
    mesh
      .getVertexPosition(index, at)
      .applyMatrix4(matrix)
      .toArray(points, index * 3);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(points, 3));
  geometry.setIndex(indicesOf(from, count, matrix.determinant() < 0));
  for (const name of ["uv", "uv1", "uv2", "uv3", "color"]) {
    const attribute = from.getAttribute(name);
    if (attribute) geometry.setAttribute(name, attribute);
  }
  const normals = from.getAttribute("normal");
  const bends = "isSkinnedMesh" in mesh || (mesh.morphTargetInfluences ?? []).some(Boolean);
  if (normals && !bends) {
    const turned = new Float32Array(count * 3);
    const turn = new Matrix3().getNormalMatrix(matrix);
    for (let index = 0; index < count; index += 1) {
      at.fromBufferAttribute(normals, index)
        .applyNormalMatrix(turn)
        .toArray(turned, index * 3);
    }
    geometry.setAttribute("normal", new BufferAttribute(turned, 3));
  } else geometry.computeVertexNormals();
  return geometry;
}

/** A mirror turns what runs one way round to run the other. */
function indicesOf(geometry: BufferGeometry, count: number, mirrored: boolean): number[] {
  const { index } = geometry;
  const length = Math.floor((index?.count ?? count) / 3) * 3;
  const indices = Array.from({ length }, (_, at) => index?.getX(at) ?? at);
  if (mirrored) {
    for (let at = 0; at < length; at += 3) {
      [indices[at], indices[at + 2]] = [indices[at + 2] as number, indices[at] as number];
    }
  }
  return indices;
}

/** Decode what waits, and leave out what cannot be read, as the view does. */
async function bringPictures(group: Group): Promise<void> {
  for (const texture of texturesOf(group)) {
    const picture: unknown = texture.source.data;
    if (!(picture instanceof PendingPicture)) continue;
    try {
      const { largest, others } = await picture.levels;
      texture.source.data = await largest;
      for (const each of await others) each.close();
    } catch {
      leaveOut(group, texture);
    }
  }
  for (const texture of texturesOf(group)) {
    if ((texture as Partial<CompressedTexture>).isCompressedTexture) leaveOut(group, texture);
  }
}

function leaveOut(group: Group, texture: Texture): void {
  for (const material of materialsOf(group)) {
    for (const [name, value] of Object.entries(material)) {
      if (value instanceof Texture && value.source === texture.source) {
        (material as unknown as Record<string, null>)[name] = null;
      }
    }
  }
}

function texturesOf(group: Group): Set<Texture> {
  const found = [...materialsOf(group)].flatMap((material) => Object.values(material));
  return new Set(found.filter((value) => value instanceof Texture));
}

function materialsOf(group: Group): Set<Material> {
  return new Set(group.children.flatMap((each) => (each as Mesh).material));
}
