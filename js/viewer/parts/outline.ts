/**
 * Draws the outlines of parts and nothing else: which pixels a part covers goes into a mask, whatever
 * is before it, and around what is in the mask goes a line of so many pixels.
 */

import {
  type Color,
  CustomBlending,
  DoubleSide,
  LinearFilter,
  OneFactor,
  type PerspectiveCamera,
  Scene,
  ShaderMaterial,
  Vector2,
  Vector4,
  type WebGLRenderer,
  WebGLRenderTarget,
} from "three";
import { type FullView, fill, fullView } from "../gpu/full-view";
import type { Model } from "../model/model";

/** A layer of three's that only what is outlined is on, while it is. */
const OUTLINED = 30;

export interface Outlined {
  readonly selected: string | null;
  readonly hovered: string | null;
  /** As it is on the page, sRGB. */
  readonly colour: Color;
}

/**
 * Draw outlines into what the renderer draws into now.
 *
 * @param density Pixels of the picture in a CSS pixel.
 * @param finer How many times finer the mask is than the picture, so that edges are smooth.
 */
export function drawOutlines(
  webgl: WebGLRenderer,
  model: Model,
  camera: PerspectiveCamera,
  { selected, hovered, colour }: Outlined,
  size: { width: number; height: number; density: number; finer: number },
): void {
  const { mask, scene, silhouette, edge } = toolsOf(webgl);
  const { width, height, density, finer } = size;
  mask.setSize(Math.round(width * finer), Math.round(height * finer));
  webgl.setRenderTarget(mask);
  webgl.clear();
  webgl.autoClear = false;
  const layers = camera.layers.mask;
  camera.layers.set(OUTLINED);
  scene.add(model.root);
  const channels: [string | null, Vector4][] = [
    [selected, new Vector4(1, 0, 0, 0)],
    [hovered === selected ? null : hovered, new Vector4(0, 1, 0, 0)],
  ];
  for (const [name, channel] of channels) {
    if (name === null) continue;
    const drawn = model.parts.drawn(name);
    for (const each of drawn) each.layers.enable(OUTLINED);
    silhouette.uniforms.channel = { value: channel };
    webgl.render(scene, camera);
    for (const each of drawn) each.layers.disable(OUTLINED);
  }
  scene.remove(model.root);
  camera.layers.mask = layers;
  webgl.autoClear = true;
  const { uniforms } = edge.material;
  uniforms.mask = { value: mask.texture };
  uniforms.pixel = { value: new Vector2(density / width, density / height) };
  uniforms.colour = { value: colour };
  // Beside a dark line a white one is seen on any ground, and the other way around.
  const { r, g, b } = colour;
  uniforms.halo = { value: 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.6 ? 0 : 1 };
  fill(webgl, edge, null);
}

interface Tools {
  mask: WebGLRenderTarget;
  scene: Scene;
  silhouette: ShaderMaterial;
  edge: FullView;
}

const tools = new WeakMap<WebGLRenderer, Tools>();

function toolsOf(webgl: WebGLRenderer): Tools {
  let made = tools.get(webgl);
  if (!made) {
    const silhouette = silhouetteMaterial();
    const scene = new Scene();
    scene.overrideMaterial = silhouette;
    const edge = fullView({}, EDGE);
    made = { mask: new WebGLRenderTarget(1, 1, TARGET), scene, silhouette, edge };
    tools.set(webgl, made);
  }
  return made;
}

const TARGET = {
  minFilter: LinearFilter,
  magFilter: LinearFilter,
  generateMipmaps: false,
  depthBuffer: false,
};

/** Whatever is drawn, in one channel of the mask. */
function silhouetteMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    side: DoubleSide,
    depthTest: false,
    depthWrite: false,
    blending: CustomBlending,
    blendSrc: OneFactor,
    blendDst: OneFactor,
    // As three draws depths: in the pose of skins, shapes and instances.
    vertexShader: `
      #include <common>
      #include <morphtarget_pars_vertex>
      #include <skinning_pars_vertex>
      void main() {
        #include <skinbase_vertex>
        #include <begin_vertex>
        #include <morphtarget_vertex>
        #include <skinning_vertex>
        #include <project_vertex>
      }`,
    fragmentShader: `
      uniform vec4 channel;
      void main() { gl_FragColor = channel; }`,
  });
}

/** Two pixels of colour around what is selected, and one beside them; half of that where it is hovered. */
const EDGE = `
  uniform sampler2D mask;
  uniform vec2 pixel;
  uniform vec3 colour;
  uniform float halo;
  varying vec2 at;

  vec2 within(float radius) {
    vec2 most = vec2(0.0);
    for (int i = 0; i < 12; i++) {
      float angle = float(i) * 0.5235987756;
      most = max(most, texture2D(mask, at + radius * pixel * vec2(cos(angle), sin(angle))).rg);
    }
    return most;
  }

  vec4 over(vec4 above, vec4 below) { return above + below * (1.0 - above.a); }

  void main() {
    vec2 outside = 1.0 - texture2D(mask, at).rg;
    vec2 near = max(within(1.0), within(2.0));
    float line = near.r * outside.r;
    float beside = max(near.r, within(3.0).r) * outside.r * 0.8;
    float hovered = near.g * outside.g * 0.65;
    vec4 drawn = over(vec4(colour, 1.0) * line, vec4(vec3(halo), 1.0) * beside);
    gl_FragColor = over(drawn, vec4(colour, 1.0) * hovered);
  }`;
