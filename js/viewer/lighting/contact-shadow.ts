/**
 * The shadow of a product on the ground: its heights seen from below, drawn once when the model is
 * mounted, blurred, and laid under it as a texture. Two shadows in one: a dark, tight one where the
 * product touches the ground, and a wide, faint one that leans away from the key light.
 */

import {
  type Box3,
  DoubleSide,
  LinearFilter,
  Mesh,
  MeshBasicMaterial,
  NoBlending,
  type Object3D,
  OrthographicCamera,
  PlaneGeometry,
  Scene,
  ShaderMaterial,
  Vector2,
  Vector3,
  type WebGLRenderer,
  WebGLRenderTarget,
} from "three";
import { type FullView, fill, fullView } from "../gpu/full-view";

const TEXELS = 256;

/** Of the wide shadow, which is too soft to need more. */
const WIDE_TEXELS = 64;

/** Shadow over footprint; room for the blur to fade out. */
const MARGIN = 2.3;

/** Opacity right under the product of the tight shadow and of the wide one. */
const TIGHT = 0.55;
const WIDE = 0.42;

/** Texels that the wide shadow lies to the right of the product and behind it. */
const LEAN = [7, 3] as const;

/** Standard deviation of the blur of either shadow, in texels of the picture it is done in. */
const TIGHT_BLUR = 1.9;
const WIDE_BLUR = (13.7 * WIDE_TEXELS) / TEXELS;

export class ContactShadow {
  /** What its texture takes on the GPU. */
  static readonly BYTES = TEXELS * TEXELS * 4;
  readonly mesh: Mesh<PlaneGeometry, MeshBasicMaterial>;
  readonly #target: WebGLRenderTarget;

  constructor(model: Object3D, box: Box3) {
    this.#target = renderTarget(TEXELS);
    this.mesh = new Mesh(
      new PlaneGeometry(1, 1).rotateX(Math.PI / 2),
      new MeshBasicMaterial({
        map: this.#target.texture,
        color: 0,
        transparent: true,
        depthWrite: false,
        side: DoubleSide,
        toneMapped: false,
      }),
    );
    this.mesh.renderOrder = -1;
    this.mesh.name = "contact shadow";
    this.mesh.visible = false;
    this.#model = model;
    this.#lay(box);
  }

  readonly #model: Object3D;
  #box: Box3 | null = null;
  /** How far above the ground what rests on it counts. */
  #reach = 0;
  /** From the shadow to above the highest point. */
  #height = 0;
  #width = 0;
  #outdated = true;

  /** Whether its texture is drawn; until then nothing is seen of it. */
  get drawn(): boolean {
    return this.mesh.visible;
  }

  /** Whether the model stands otherwise than when its texture was drawn. */
  get outdated(): boolean {
    return this.drawn && this.#outdated;
  }

  /** The model stands otherwise, somewhere in this box: the texture is no longer right. */
  follow(box: Box3): void {
    if (box !== this.#box) this.#lay(box);
    this.#outdated = true;
  }

  #lay(box: Box3): void {
    const size = box.getSize(new Vector3());
    const centre = box.getCenter(new Vector3());
    const width = Math.max(size.x, size.z, 1e-6) * MARGIN;
    this.mesh.scale.set(width, 1, width);
    // Just below the ground, so that a flat base does not flicker against it.
    this.mesh.position.set(centre.x, box.min.y - width * 0.0015, centre.z);
    this.#box = box;
    this.#reach = Math.max(size.y * 0.5, width * 0.12);
    // All of it, and a little more: what is cut off throws no shadow.
    this.#height = Math.max(size.y * 1.02 + width * 0.003, this.#reach);
    this.#width = width;
  }

  /** Draw the texture, if it is not as the model stands; the model is borrowed from its scene for the moment. */
  draw(webgl: WebGLRenderer): void {
    if (this.drawn && !this.#outdated) return;
    this.#outdated = false;
    const camera = new OrthographicCamera(
      -this.#width / 2,
      this.#width / 2,
      this.#width / 2,
      -this.#width / 2,
      0,
      this.#height,
    );
    camera.position.copy(this.mesh.position);
    camera.rotation.x = Math.PI / 2;
    const { heights, blur, combine, sharp, spare, soft, softSpare } = toolsOf(webgl);
    if (heights.uniforms.reaches) heights.uniforms.reaches.value = this.#height / this.#reach;
    heights.uniformsNeedUpdate = true;
    const scene = new Scene();
    scene.overrideMaterial = heights;
    const parent = this.#model.parent;
    scene.add(this.#model);
    webgl.setClearAlpha(0);
    webgl.setRenderTarget(sharp);
    webgl.clear();
    webgl.render(scene, camera);
    if (parent) parent.add(this.#model);
    else this.#model.removeFromParent();
    blurOnce(webgl, blur, sharp, softSpare, [WIDE_BLUR / WIDE_TEXELS, 0]);
    blurOnce(webgl, blur, softSpare, soft, [0, WIDE_BLUR / WIDE_TEXELS]);
    blurOnce(webgl, blur, sharp, spare, [TIGHT_BLUR / TEXELS, 0]);
    blurOnce(webgl, blur, spare, sharp, [0, TIGHT_BLUR / TEXELS]);
    const { uniforms } = combine.material;
    if (uniforms.tight) uniforms.tight.value = sharp.texture;
    if (uniforms.wide) uniforms.wide.value = soft.texture;
    fill(webgl, combine, this.#target);
    this.mesh.visible = true;
    webgl.setRenderTarget(null);
  }

  dispose(): void {
    this.mesh.removeFromParent();
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
    this.#target.dispose();
  }
}

/** What shadows are drawn with, kept: to compile a shader takes longer than to draw the shadow. */
interface Tools {
  heights: ShaderMaterial;
  blur: FullView;
  combine: FullView;
  /** The heights, then the tight shadow. */
  sharp: WebGLRenderTarget;
  /** The wide shadow. */
  soft: WebGLRenderTarget;
  spare: WebGLRenderTarget;
  softSpare: WebGLRenderTarget;
}

const tools = new WeakMap<WebGLRenderer, Tools>();

function toolsOf(webgl: WebGLRenderer): Tools {
  let made = tools.get(webgl);
  if (!made) {
    made = {
      heights: heightMaterial(),
      blur: blurView(),
      combine: combineView(),
      sharp: renderTarget(TEXELS),
      spare: renderTarget(TEXELS),
      soft: renderTarget(WIDE_TEXELS),
      softSpare: renderTarget(WIDE_TEXELS),
    };
    tools.set(webgl, made);
  }
  return made;
}

function renderTarget(texels: number): WebGLRenderTarget {
  return new WebGLRenderTarget(texels, texels, {
    minFilter: LinearFilter,
    magFilter: LinearFilter,
    generateMipmaps: false,
  });
}

/**
 * Red: how near a point is to touching the ground. Alpha: how much light it keeps from there, which
 * falls off with the square of its height, and does not end: what floats has a faint shadow too.
 */
function heightMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    side: DoubleSide,
    blending: NoBlending,
    uniforms: { reaches: { value: 1 } },
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
      uniform float reaches;
      void main() {
        float height = gl_FragCoord.z * reaches;
        float near = max(1.0 - height, 0.0);
        float floating = 0.3 / (1.0 + height * height);
        gl_FragColor = vec4(pow(near, 16.0), 0.0, 0.0, max(near * near, floating));
      }`,
  });
}

/** A Gaussian along one axis, out to two standard deviations. */
function blurView(): FullView {
  return fullView(
    { source: { value: null }, deviation: { value: new Vector2() } },
    `
      uniform sampler2D source;
      uniform vec2 deviation;
      varying vec2 at;
      void main() {
        vec2 sum = vec2(0.0);
        float weights = 0.0;
        for (int i = -4; i <= 4; i++) {
          float offset = float(i) / 2.0;
          float weight = exp(-0.5 * offset * offset);
          sum += weight * texture2D(source, at + deviation * offset).ra;
          weights += weight;
        }
        gl_FragColor = vec4(sum.x / weights, 0.0, 0.0, sum.y / weights);
      }`,
  );
}

/** Both shadows as one black picture. */
function combineView(): FullView {
  return fullView(
    {
      tight: { value: null },
      wide: { value: null },
      opacity: { value: new Vector2(TIGHT, WIDE) },
      lean: { value: new Vector2(...LEAN).divideScalar(TEXELS) },
    },
    `
      uniform sampler2D tight;
      uniform sampler2D wide;
      uniform vec2 opacity;
      uniform vec2 lean;
      varying vec2 at;
      void main() {
        vec2 shade = opacity * vec2(texture2D(tight, at).r, texture2D(wide, at - lean).a);
        gl_FragColor = vec4(vec3(0.0), 1.0 - (1.0 - shade.x) * (1.0 - shade.y));
      }`,
  );
}

function blurOnce(
  webgl: WebGLRenderer,
  view: FullView,
  from: WebGLRenderTarget,
  to: WebGLRenderTarget,
  deviation: [number, number],
): void {
  const { uniforms } = view.material;
  if (uniforms.source) uniforms.source.value = from.texture;
  uniforms.deviation?.value.set(...deviation);
  fill(webgl, view, to);
}
