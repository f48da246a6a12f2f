/** What there is to know of a model without looking at it: counts and sizes. */

import { BufferGeometry, InstancedMesh, type Mesh, type Object3D, Vector3 } from "three";
import type { ContentsPicture } from "../gltf/contents";
import type { Model } from "../model/model";

export interface ModelFacts {
  /** Metres: width, height and depth. */
  size: [number, number, number];
  triangles: number;
  vertices: number;
  parts: number;
  materialCount: number;
  /** The names of those that have one. */
  materials: string[];
  textures: ContentsPicture[];
  /** Bytes of the file. */
  bytes: number;
  animations: string[];
  variants: string[];
  extensions: string[];
  generator: string;
}

export function factsOf(model: Model): ModelFacts {
  const { contents, box } = model;
  let triangles = 0;
  let vertices = 0;
  for (const mesh of meshesOf(model.root)) {
    const times = mesh instanceof InstancedMesh ? mesh.count : 1;
    triangles += triangleCount(mesh.geometry) * times;
    vertices += (mesh.geometry.attributes.position?.count ?? 0) * times;
  }
  return {
    size: box.getSize(new Vector3()).toArray(),
    triangles,
    vertices,
    parts: contents.parts,
    materialCount: model.materials.size,
    materials: [...new Set([...model.materials].map(({ name }) => name).filter(Boolean))],
    textures: contents.pictures,
    bytes: contents.bytes,
    animations: contents.animations,
    variants: contents.variants,
    extensions: contents.extensions,
    generator: contents.generator,
  };
}

/** What of a model is made of triangles, and seen. */
export function meshesOf(root: Object3D): Mesh[] {
  const meshes: Mesh[] = [];
  root.traverseVisible((node) => {
    const { isMesh, geometry } = node as Partial<Mesh>;
    if (isMesh && geometry instanceof BufferGeometry && geometry.attributes.position) {
      meshes.push(node as Mesh);
    }
  });
  return meshes;
}

function triangleCount({ index, attributes }: BufferGeometry): number {
  return Math.floor((index?.count ?? attributes.position?.count ?? 0) / 3);
}
