/**
 * What is not the same in two models: both are drawn under one camera, and compared pixel by pixel by
 * their colours and by how far they are from the camera.
 */

import { DepthTexture, HalfFloatType, UnsignedIntType, Vector2, WebGLRenderTarget } from "three";
import { type FullView, fill, fullView } from "../gpu/full-view";
import type { LightName } from "../lighting/lights";
import type { Model } from "../model/model";
import type { Look, Painter, SharedRenderer } from "../renderer/shared-renderer";

/** Of a pixel, where a GPU has them for nothing. */
const SAMPLES = 4;

export class Difference {
  readonly #renderer: SharedRenderer;
  readonly #own: WebGLRenderTarget;
  readonly #other: WebGLRenderTarget;
  readonly #uniforms;
  readonly #view: FullView;

  constructor(renderer: SharedRenderer) {
    this.#renderer = renderer;
    this.#own = target(renderer.software ? 0 : SAMPLES);
    this.#other = target(renderer.software ? 0 : SAMPLES);
    this.#uniforms = {
      ownColour: { value: this.#own.texture },
      ownDepth: { value: this.#own.depthTexture },
      otherColour: { value: this.#other.texture },
      otherDepth: { value: this.#other.depthTexture },
      planes: { value: new Vector2() },
      radius: { value: 1 },
    };
    this.#view = fullView(this.#uniforms, HEAT);
  }

  /** Have the shaders ready with which these models are drawn into a target, and not on the canvas. */
  async prepare(models: Iterable<Model>, lighting: LightName): Promise<void> {
    for (const model of models) await this.#renderer.compile(model, lighting, this.#own);
  }

  painter(own: Model | null, other: Model, look: Look): Painter {
    return (width, height) => {
      const { webgl } = this.#renderer;
      for (const each of [this.#own, this.#other]) each.setSize(width, height);
      this.#renderer.render(own, look, this.#own);
      this.#renderer.render(other, look, this.#other);
      this.#uniforms.planes.value.set(look.camera.near, look.camera.far);
      this.#uniforms.radius.value = (own ?? other).sphere.radius;
      fill(webgl, this.#view, null);
    };
  }

  dispose(): void {
    this.#own.dispose();
    this.#other.dispose();
    this.#view.geometry.dispose();
    this.#view.material.dispose();
  }
}

function target(samples: number): WebGLRenderTarget {
  // Linear light, which is brighter than white before it is toned down.
  return new WebGLRenderTarget(1, 1, {
    type: HalfFloatType,
    depthTexture: new DepthTexture(1, 1, UnsignedIntType),
    samples,
  });
}

const HEAT = `
  uniform sampler2D ownColour;
  uniform sampler2D ownDepth;
  uniform sampler2D otherColour;
  uniform sampler2D otherDepth;
  uniform vec2 planes;
  uniform float radius;
  varying vec2 at;
  #include <packing>

  vec3 seen(vec4 light) {
    return linearToOutputTexel(vec4(toneMapping(light.rgb), 1.0)).rgb;
  }

  void main() {
    vec4 own = texture2D(ownColour, at);
    vec4 other = texture2D(otherColour, at);
    float here = texture2D(ownDepth, at).r;
    float there = texture2D(otherDepth, at).r;
    vec3 ownSeen = seen(own);

    // Of the shadow on the ground nothing is told: it changes with what casts it.
    float heat = 0.0;
    if (min(here, there) < 1.0) {
      vec3 apart = abs(ownSeen - seen(other));
      float colour = smoothstep(0.03, 0.3, max(apart.r, max(apart.g, apart.b)));
      float moved = abs(
        perspectiveDepthToViewZ(here, planes.x, planes.y) -
        perspectiveDepthToViewZ(there, planes.x, planes.y)
      ) / radius;
      heat = max(colour, smoothstep(0.005, 0.05, moved));
    }

    // Neither black nor white, so that heat is seen on both.
    float grey = dot(ownSeen, vec3(0.2126, 0.7152, 0.0722));
    float base = here < 1.0 ? mix(0.32, 0.86, grey) * own.a : 0.0;
    // Of what is only in the other one, by its own light.
    float light = dot(here < 1.0 ? ownSeen : seen(other), vec3(0.2126, 0.7152, 0.0722));
    vec3 hot = mix(vec3(1.0, 0.76, 0.16), vec3(0.85, 0.1, 0.12), heat) * mix(0.72, 1.18, light);
    float share = min(heat * 2.0, 1.0);
    gl_FragColor = vec4(mix(vec3(base), hot, share), mix(own.a, 1.0, share));
  }`;
