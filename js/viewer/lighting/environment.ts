/**
 * Image-based light, built rather than photographed: a gradient dome and a few soft boxes, filtered
 * into a radiance map. It costs a kilobyte instead of a megabyte of HDR and needs no network.
 *
 * Every preset keeps to one plan, which is a packshot's: a large key to the left for form, a narrower
 * fill to the right, a pair of strips behind the product that draw its edges (without them a black
 * product is lost on a dark page), and darkness between them for metal and glass to reflect.
 */

import {
  BackSide,
  Color,
  DoubleSide,
  Mesh,
  PlaneGeometry,
  PMREMGenerator,
  REVISION,
  Scene,
  ShaderMaterial,
  SphereGeometry,
  type WebGLRenderer,
  type WebGLRenderTarget,
} from "three";
import type { Lighting } from "../../contract";

interface SoftBox {
  /** Degrees around the product: 0 is in front of it, 90 to its right. */
  around: number;
  /** Degrees above the ground. */
  above: number;
  /** As seen from the product, in metres at a distance of six. */
  size: [width: number, height: number];
  /** Radiance in its middle, where 1 is a white page in this light. */
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
    dome: [0.5, 0.28, 0.36],
    tint: "#ffffff",
    boxes: [
      { around: -46, above: 10, size: [3.8, 8], power: 6.2 },
      { around: 64, above: 8, size: [1.3, 8], power: 4.6 },
      { around: 12, above: 44, size: [3, 2], power: 1.6 },
      { around: -128, above: 10, size: [1.1, 9], power: 22 },
      { around: 126, above: 10, size: [1.2, 9], power: 22 },
      { around: 0, above: 78, size: [6, 4], power: 2.4 },
    ],
  },
  softbox: {
    dome: [0.7, 0.42, 0.46],
    tint: "#fffdfa",
    boxes: [
      { around: -36, above: 22, size: [6.5, 8], power: 2.7 },
      { around: 72, above: 12, size: [2.6, 8], power: 1.5 },
      { around: -132, above: 10, size: [1.8, 9], power: 9 },
      { around: 130, above: 10, size: [1.8, 9], power: 9 },
      { around: 0, above: 80, size: [8, 6], power: 1.6 },
    ],
  },
  daylight: {
    dome: [0.62, 0.46, 0.26],
    tint: "#e4edff",
    boxes: [
      { around: 36, above: 36, size: [2.6, 2.6], power: 17, colour: "#fff2dc" },
      { around: -62, above: 14, size: [3.6, 7], power: 2.6, colour: "#edf3ff" },
      { around: -132, above: 12, size: [1.4, 9], power: 13, colour: "#e6efff" },
      { around: 124, above: 12, size: [1.1, 9], power: 18, colour: "#fff4e4" },
    ],
  },
  dramatic: {
    dome: [0.06, 0.035, 0.04],
    tint: "#eef0ff",
    boxes: [
      { around: -62, above: 8, size: [1.5, 9], power: 15, colour: "#fff1e0" },
      { around: -14, above: 46, size: [2.4, 1.8], power: 7, colour: "#fff4e8" },
      { around: 108, above: 8, size: [0.9, 9], power: 24, colour: "#dde8ff" },
      { around: 150, above: 12, size: [1, 9], power: 22, colour: "#dde8ff" },
      { around: -134, above: 10, size: [1, 9], power: 26, colour: "#fff1e0" },
    ],
  },
};

export const LIGHTINGS = Object.keys(PRESETS) as Lighting[];

const DISTANCE = 6;

/** Raised when the code below draws a preset otherwise: texels of another version are not used. */
const DRAWN = 1;

/** Changes with whatever changes the texels of a preset. */
export function environmentVersion(lighting: Lighting): string {
  const text = JSON.stringify([DRAWN, REVISION, DISTANCE, PRESETS[lighting]]);
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return (hash >>> 0).toString(36);
}

/** The filtered radiance map of a preset; its taker disposes of it. */
export function buildEnvironment(webgl: WebGLRenderer, lighting: Lighting): WebGLRenderTarget {
  const preset = PRESETS[lighting];
  const scene = new Scene();
  const dome = new Mesh(new SphereGeometry(12, 32, 16), domeMaterial(preset));
  const plane = new PlaneGeometry();
  const boxes = preset.boxes.map((box) => softBox(plane, box));
  scene.add(dome, ...boxes);
  const generator = new PMREMGenerator(webgl);
  const target = generator.fromScene(scene, 0, 0.1, 30);
  generator.dispose();
  plane.dispose();
  dome.geometry.dispose();
  dome.material.dispose();
  for (const box of boxes) box.material.dispose();
  return target;
}

/** A light that is brightest in its middle and fades at its edge, as the cloth of a soft box does. */
function softBox(geometry: PlaneGeometry, box: SoftBox): Mesh<PlaneGeometry, ShaderMaterial> {
  const material = new ShaderMaterial({
    side: DoubleSide,
    transparent: true,
    depthWrite: false,
    uniforms: {
      light: { value: new Color(box.colour ?? "#ffffff").multiplyScalar(box.power) },
    },
    vertexShader: `
      varying vec2 at;
      void main() {
        at = uv * 2.0 - 1.0;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `
      uniform vec3 light;
      varying vec2 at;
      void main() {
        vec2 edge = 1.0 - smoothstep(0.72, 1.0, abs(at));
        float fall = 1.0 - 0.45 * dot(at, at) / 2.0;
        gl_FragColor = vec4(light * fall, edge.x * edge.y);
      }`,
  });
  const mesh = new Mesh(geometry, material);
  const around = (box.around * Math.PI) / 180;
  const above = (box.above * Math.PI) / 180;
  mesh.position.set(
    DISTANCE * Math.sin(around) * Math.cos(above),
    DISTANCE * Math.sin(above),
    DISTANCE * Math.cos(around) * Math.cos(above),
  );
  mesh.scale.set(box.size[0], box.size[1], 1);
  mesh.lookAt(0, 0, 0);
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
