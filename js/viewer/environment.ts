/**
 * Image-based light, built rather than photographed: a gradient dome and a few soft boxes, filtered
 * into a radiance map. It costs a kilobyte instead of a megabyte of HDR and needs no network.
 */

import {
  BackSide,
  BoxGeometry,
  Color,
  Mesh,
  MeshBasicMaterial,
  PMREMGenerator,
  Scene,
  ShaderMaterial,
  SphereGeometry,
  type WebGLRenderer,
  type WebGLRenderTarget,
} from "three";
import type { Lighting } from "../contract";

interface SoftBox {
  /** Metres from the product, which stands at the origin; +z is its front. */
  at: [x: number, y: number, z: number];
  size: [width: number, height: number];
  /** Radiance, where 1 is a white page in this light. */
  power: number;
  colour?: string;
}

interface Preset {
  /** Radiance of the dome overhead, at the horizon and underfoot. */
  dome: [top: number, horizon: number, bottom: number];
  tint: string;
  boxes: SoftBox[];
}

const PRESETS: Record<Lighting, Preset> = {
  studio: {
    dome: [0.95, 0.5, 0.42],
    tint: "#ffffff",
    boxes: [
      { at: [-5, 3.5, 3], size: [3, 5], power: 9 },
      { at: [5.5, 2.5, 1.5], size: [1.6, 5], power: 5 },
      { at: [0, 7, 0.5], size: [5, 4], power: 4 },
      { at: [2.5, 3, -6], size: [4, 2.5], power: 5 },
    ],
  },
  softbox: {
    dome: [1.25, 1.0, 0.8],
    tint: "#fffdfa",
    boxes: [
      { at: [-5, 4, 4], size: [6, 6], power: 2.6 },
      { at: [0, 8, 0], size: [8, 8], power: 2 },
    ],
  },
  daylight: {
    dome: [1.25, 0.95, 0.35],
    tint: "#dbe9ff",
    boxes: [
      { at: [4.5, 6, 3.5], size: [1.8, 1.8], power: 46, colour: "#fff1d8" },
      { at: [-6, 3, -2], size: [4, 5], power: 1.6, colour: "#cfe2ff" },
    ],
  },
  dramatic: {
    dome: [0.1, 0.06, 0.03],
    tint: "#e8edff",
    boxes: [
      { at: [-5.5, 3, 0.5], size: [1.2, 6], power: 17, colour: "#fff0dd" },
      { at: [5.5, 2.5, -2.5], size: [1, 6], power: 13, colour: "#d6e4ff" },
      { at: [0, 7.5, -1], size: [3, 2], power: 5 },
    ],
  },
};

/** The filtered radiance map of a preset; its taker disposes of it. */
export function buildEnvironment(webgl: WebGLRenderer, lighting: Lighting): WebGLRenderTarget {
  const preset = PRESETS[lighting];
  const scene = new Scene();
  const dome = new Mesh(new SphereGeometry(12, 32, 16), domeMaterial(preset));
  const boxGeometry = new BoxGeometry();
  const boxes = preset.boxes.map((box) => softBox(boxGeometry, box));
  scene.add(dome, ...boxes);
  const generator = new PMREMGenerator(webgl);
  const target = generator.fromScene(scene, 0.015, 0.1, 30);
  generator.dispose();
  boxGeometry.dispose();
  dome.geometry.dispose();
  dome.material.dispose();
  for (const box of boxes) box.material.dispose();
  return target;
}

function softBox(geometry: BoxGeometry, box: SoftBox): Mesh<BoxGeometry, MeshBasicMaterial> {
  const material = new MeshBasicMaterial({
    color: new Color(box.colour ?? "#ffffff").multiplyScalar(box.power),
  });
  const mesh = new Mesh(geometry, material);
  mesh.position.set(...box.at);
  mesh.scale.set(box.size[0], box.size[1], 0.1);
  mesh.lookAt(0, 0.5, 0);
  return mesh;
}

function domeMaterial(preset: Preset): ShaderMaterial {
  const [top, horizon, bottom] = preset.dome;
  const tint = new Color(preset.tint);
  return new ShaderMaterial({
    side: BackSide,
    depthWrite: false,
    uniforms: {
      top: { value: tint.clone().multiplyScalar(top) },
      horizon: { value: tint.clone().multiplyScalar(horizon) },
      bottom: { value: new Color("#ffffff").multiplyScalar(bottom) },
    },
    vertexShader: `
      varying float height;
      void main() {
        height = normalize(position).y;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `
      uniform vec3 top;
      uniform vec3 horizon;
      uniform vec3 bottom;
      varying float height;
      void main() {
        vec3 colour = height > 0.0
          ? mix(horizon, top, smoothstep(0.0, 0.8, height))
          : mix(horizon, bottom, smoothstep(0.0, 0.5, -height));
        gl_FragColor = vec4(colour, 1.0);
      }`,
  });
}
