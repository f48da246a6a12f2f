/** A small scene for each thing that a material, a mesh or a node can do. */

import {
  Bone,
  BoxGeometry,
  BufferAttribute,
  CanvasTexture,
  DoubleSide,
  Group,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshPhysicalMaterial,
  type MeshPhysicalMaterialParameters,
  MeshStandardMaterial,
  type Object3D,
  Skeleton,
  SkinnedMesh,
  SphereGeometry,
  SRGBColorSpace,
} from "three";

export const sphere = () => new SphereGeometry(1, 48, 24);

export const ball = (material: MeshPhysicalMaterialParameters) =>
  new Mesh(sphere(), new MeshPhysicalMaterial(material));

function bar(): Mesh {
  const blue = new MeshStandardMaterial({ color: "#2050c0" });
  const mesh = new Mesh(new BoxGeometry(0.4, 3, 0.4), blue);
  mesh.position.set(0.3, 0, -2);
  return mesh;
}

/** Half of it red, the other half green, and the green half half as strong in alpha. */
function texture(): CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = 8;
  canvas.height = 8;
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.fillStyle = "#c03020";
  context.fillRect(0, 0, 4, 8);
  context.fillStyle = "rgb(40 140 60 / 40%)";
  context.fillRect(4, 0, 4, 8);
  const made = new CanvasTexture(canvas);
  made.colorSpace = SRGBColorSpace;
  return made;
}

export function skinned(material = new MeshStandardMaterial({ color: "#a06030" })): SkinnedMesh {
  const geometry = sphere();
  const vertices = geometry.attributes.position?.count ?? 0;
  geometry.setAttribute("skinIndex", new BufferAttribute(new Uint16Array(vertices * 4), 4));
  const weights = new Float32Array(vertices * 4).map((_, at) => (at % 4 === 0 ? 1 : 0));
  geometry.setAttribute("skinWeight", new BufferAttribute(weights, 4));
  const mesh = new SkinnedMesh(geometry, material);
  const bone = new Bone();
  mesh.add(bone);
  mesh.bind(new Skeleton([bone]));
  bone.scale.set(0.5, 1, 0.5);
  bone.position.x = 0.4;
  return mesh;
}

export function morphed(): Mesh {
  const mesh = ball({ color: "#a06030" });
  const points = mesh.geometry.attributes.position?.array ?? [];
  const moves = Float32Array.from(points, (value, at) => (at % 3 === 1 ? 0 : -value / 2));
  mesh.geometry.morphAttributes.position = [new BufferAttribute(moves, 3)];
  mesh.geometry.morphTargetsRelative = true;
  mesh.updateMorphTargets();
  mesh.morphTargetInfluences = [1];
  return mesh;
}

export function repeated(): InstancedMesh {
  const mesh = new InstancedMesh(new SphereGeometry(0.4), new MeshStandardMaterial(), 2);
  mesh.setMatrixAt(0, new Matrix4().makeTranslation(-0.6, 0, 0));
  mesh.setMatrixAt(1, new Matrix4().makeScale(1.5, 1.5, 1.5).setPosition(0.6, 0.2, 0));
  return mesh;
}

function coloured(): Mesh {
  const geometry = sphere();
  const points = geometry.attributes.position?.array ?? [];
  const colours = Float32Array.from(points, (value) => 0.5 + value / 2);
  geometry.setAttribute("color", new BufferAttribute(colours, 3));
  return new Mesh(geometry, new MeshStandardMaterial({ vertexColors: true }));
}

const CLEAR = { roughness: 0, transmission: 1 };
const AMBER = { ...CLEAR, thickness: 2, attenuationColor: "#e0902a", attenuationDistance: 2 };

export const FEATURES: [name: string, scene: () => Object3D][] = [
  ["a dull colour", () => ball({ color: "#cc4422", roughness: 0.8 })],
  ["metal", () => ball({ color: "#d0a060", roughness: 0.25, metalness: 1 })],
  ["a texture", () => ball({ map: texture() })],
  ["a mask", () => ball({ map: texture(), alphaTest: 0.5 })],
  ["a blended texture", () => ball({ map: texture(), transparent: true })],
  ["colours of vertices", coloured],
  ["its own light", () => ball({ color: "#000", emissive: "#3070ff", emissiveIntensity: 3 })],
  ["clearcoat", () => ball({ color: "#802020", roughness: 0.7, clearcoat: 1 })],
  ["sheen", () => ball({ color: "#203060", roughness: 1, sheen: 1, sheenColor: "#f0c0c0" })],
  ["specular", () => ball({ color: "#303030", specularIntensity: 0.4, specularColor: "#ff8080" })],
  ["an index of refraction", () => ball({ color: "#303030", roughness: 0.2, ior: 2.2 })],
  ["iridescence", () => ball({ color: "#222", roughness: 0.1, iridescence: 1 })],
  ["anisotropy", () => ball({ color: "#888", metalness: 1, roughness: 0.4, anisotropy: 0.9 })],
  ["thin glass", () => ball(CLEAR)],
  ["thin frosted glass", () => ball({ ...CLEAR, roughness: 0.5 })],
  ["thin tinted glass", () => ball({ ...CLEAR, color: "#60b0e0" })],
  ["thin glass with two sides", () => ball({ ...CLEAR, color: "#60b0e0", side: DoubleSide })],
  ["what lets half through", () => ball({ color: "#60b0e0", roughness: 0.2, transmission: 0.5 })],
  ["a texture of what lets light through", () => ball({ ...CLEAR, transmissionMap: texture() })],
  ["solid glass", () => ball({ ...CLEAR, thickness: 2 })],
  ["solid amber", () => ball(AMBER)],
  ["solid frosted amber", () => ball({ ...AMBER, roughness: 0.4 })],
  ["solid glass that disperses", () => ball({ ...CLEAR, thickness: 1, dispersion: 4 })],
  ["a bar behind thin glass", () => new Group().add(ball(CLEAR), bar())],
  ["a bar behind solid glass", () => new Group().add(ball({ ...CLEAR, thickness: 1 }), bar())],
  ["bones", skinned],
  ["a shape", morphed],
  ["instances", repeated],
];
