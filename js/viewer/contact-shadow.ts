/**
 * The soft shadow where a product meets the ground: its heights seen from below, drawn once when
 * the model is mounted, blurred, and laid under it as a texture.
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
import { FullScreenQuad } from "three/addons/postprocessing/Pass.js";

const TEXELS = 256;

/** Shadow over footprint; room for the blur to fade out. */
const MARGIN = 1.9;

/** Opacity right under the product. */
const DARKNESS = 0.62;

export class ContactShadow {
  readonly mesh: Mesh<PlaneGeometry, MeshBasicMaterial>;
  readonly #target: WebGLRenderTarget;

  constructor(model: Object3D, box: Box3) {
    const size = box.getSize(new Vector3());
    const centre = box.getCenter(new Vector3());
    const width = Math.max(size.x, size.z, 1e-6) * MARGIN;
    this.#target = renderTarget();
    this.mesh = new Mesh(
      new PlaneGeometry(width, width).rotateX(Math.PI / 2),
      new MeshBasicMaterial({
        map: this.#target.texture,
        color: 0,
        transparent: true,
        depthWrite: false,
        side: DoubleSide,
        toneMapped: false,
      }),
    );
    // Just below the ground, so that a flat base does not flicker against it.
    this.mesh.position.set(centre.x, box.min.y - width * 0.0015, centre.z);
    this.mesh.renderOrder = -1;
    this.mesh.name = "contact shadow";
    this.#model = model;
    this.#reach = Math.max(size.y * 0.5, width * 0.12);
    this.#width = width;
  }

  readonly #model: Object3D;
  readonly #reach: number;
  readonly #width: number;

  /** Draw the texture; the model is borrowed from its scene for the moment. */
  draw(webgl: WebGLRenderer): void {
    const camera = new OrthographicCamera(
      -this.#width / 2,
      this.#width / 2,
      this.#width / 2,
      -this.#width / 2,
      0,
      this.#reach,
    );
    camera.position.copy(this.mesh.position);
    camera.rotation.x = Math.PI / 2;
    const heights = heightMaterial();
    const scene = new Scene();
    scene.overrideMaterial = heights;
    const parent = this.#model.parent;
    scene.add(this.#model);
    const other = renderTarget();
    webgl.setClearAlpha(0);
    webgl.setRenderTarget(this.#target);
    webgl.clear();
    webgl.render(scene, camera);
    parent?.add(this.#model);
    for (const texels of [10, 5, 2.5]) {
      blur(webgl, this.#target, other, new Vector2(texels / TEXELS, 0));
      blur(webgl, other, this.#target, new Vector2(0, texels / TEXELS));
    }
    webgl.setRenderTarget(null);
    heights.dispose();
    other.dispose();
  }

  dispose(): void {
    this.mesh.removeFromParent();
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
    this.#target.dispose();
  }
}

function renderTarget(): WebGLRenderTarget {
  return new WebGLRenderTarget(TEXELS, TEXELS, {
    minFilter: LinearFilter,
    magFilter: LinearFilter,
    generateMipmaps: false,
  });
}

function heightMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    side: DoubleSide,
    blending: NoBlending,
    uniforms: { darkness: { value: DARKNESS } },
    vertexShader: `
      void main() {
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `
      uniform float darkness;
      void main() {
        float near = 1.0 - gl_FragCoord.z;
        gl_FragColor = vec4(vec3(0.0), darkness * near * near);
      }`,
  });
}

function blur(
  webgl: WebGLRenderer,
  from: WebGLRenderTarget,
  to: WebGLRenderTarget,
  step: Vector2,
): void {
  const material = new ShaderMaterial({
    blending: NoBlending,
    depthTest: false,
    uniforms: { source: { value: from.texture }, step: { value: step } },
    vertexShader: `
      varying vec2 at;
      void main() {
        at = uv;
        gl_Position = vec4(position.xy, 0.0, 1.0);
      }`,
    fragmentShader: `
      uniform sampler2D source;
      uniform vec2 step;
      varying vec2 at;
      void main() {
        float sum = 0.0;
        float weights = 0.0;
        for (int i = -6; i <= 6; i++) {
          float offset = float(i) / 3.0;
          float weight = exp(-0.5 * offset * offset);
          sum += weight * texture2D(source, at + step * offset).a;
          weights += weight;
        }
        gl_FragColor = vec4(vec3(0.0), sum / weights);
      }`,
  });
  const quad = new FullScreenQuad(material);
  webgl.setRenderTarget(to);
  quad.render(webgl);
  quad.dispose();
  material.dispose();
}
