/** Fills whatever is drawn into, with what a fragment shader makes of each point `at` of it. */

import {
  Mesh,
  NoBlending,
  OrthographicCamera,
  PlaneGeometry,
  ShaderMaterial,
  type WebGLRenderer,
  type WebGLRenderTarget,
} from "three";

export type FullView = Mesh<PlaneGeometry, ShaderMaterial>;

const camera = new OrthographicCamera(-1, 1, 1, -1, 0, 1);

export function fullView(uniforms: ShaderMaterial["uniforms"], fragmentShader: string): FullView {
  const material = new ShaderMaterial({
    uniforms,
    fragmentShader,
    blending: NoBlending,
    depthTest: false,
    depthWrite: false,
    vertexShader: `
      varying vec2 at;
      void main() {
        at = uv;
        gl_Position = vec4(position.xy, 0.0, 1.0);
      }`,
  });
  const view = new Mesh(new PlaneGeometry(2, 2), material);
  view.frustumCulled = false;
  return view;
}

/** Fill a target, or the canvas. */
export function fill(webgl: WebGLRenderer, view: FullView, target: WebGLRenderTarget | null): void {
  webgl.setRenderTarget(target);
  webgl.render(view, camera);
}
