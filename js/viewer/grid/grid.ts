/** A grid on the ground, whose cells have a size that one can count with; it fades out around the model. */

import {
  type Box3,
  Color,
  DoubleSide,
  Mesh,
  PlaneGeometry,
  ShaderMaterial,
  Vector2,
  Vector3,
} from "three";
import type { Units } from "../../contract";

/** Metres in an inch. */
const INCH = 0.0254;

/** A view is as high as so many cells at least, and ten times as many at most. */
const LEAST_CELLS = 6;

/** Of the model's own extent on the ground: where the last of the grid is seen. */
const REACH = 2.6;

export interface GridLook {
  /** Side of a cell, in metres. */
  cell: number;
  colour: Color;
}

/** A power of ten of millimetres or inches, for a view that is so many metres high, in metres. */
export function cellSize(viewHeight: number, units: Units): number {
  const unit = units === "mm" ? 0.001 : INCH;
  const most = Math.max(viewHeight / LEAST_CELLS / unit, 1e-9);
  return 10 ** Math.floor(Math.log10(most) + 1e-9) * unit;
}

export class Grid {
  readonly #uniforms = {
    cell: { value: 1 },
    colour: { value: new Color() },
    centre: { value: new Vector2() },
    reach: { value: 1 },
  };
  readonly #mesh = new Mesh(
    new PlaneGeometry(2, 2).rotateX(-Math.PI / 2),
    gridMaterial(this.#uniforms),
  );

  constructor() {
    // Below the shadow, which darkens it.
    this.#mesh.renderOrder = -2;
    this.#mesh.name = "grid";
    this.#mesh.frustumCulled = false;
  }

  /** The grid for this model; it is one for all of them, and theirs for one picture. */
  under({ box }: { box: Box3 }, { cell, colour }: GridLook): Mesh {
    const size = box.getSize(new Vector3());
    const centre = box.getCenter(new Vector3());
    const reach = Math.max(Math.hypot(size.x, size.z) / 2, size.y * 0.4) * REACH;
    // Under the shadow, which is a little under the ground.
    this.#mesh.position.set(centre.x, box.min.y - Math.max(size.x, size.z) * 0.0045, centre.z);
    this.#mesh.scale.set(reach, 1, reach);
    this.#mesh.updateMatrixWorld();
    this.#uniforms.cell.value = cell;
    this.#uniforms.colour.value.copy(colour);
    this.#uniforms.centre.value.set(centre.x, centre.z);
    this.#uniforms.reach.value = reach;
    return this.#mesh;
  }

  dispose(): void {
    this.#mesh.geometry.dispose();
    this.#mesh.material.dispose();
  }
}

/** Lines as wide as a pixel whatever their distance, and none where they would be closer than that. */
function gridMaterial(uniforms: Record<string, { value: unknown }>): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
    toneMapped: false,
    uniforms,
    vertexShader: `
      varying vec2 ground;
      void main() {
        vec4 place = modelMatrix * vec4(position, 1.0);
        ground = place.xz;
        gl_Position = projectionMatrix * viewMatrix * place;
      }`,
    fragmentShader: `
      uniform float cell;
      uniform vec2 centre;
      uniform float reach;
      uniform vec3 colour;
      varying vec2 ground;
      float lines(float size) {
        vec2 at = ground / size;
        vec2 width = max(fwidth(at), 1e-6);
        vec2 off = abs(fract(at - 0.5) - 0.5) / width;
        vec2 line = (1.0 - min(off, 1.0)) * (1.0 - smoothstep(0.25, 0.6, width));
        return max(line.x, line.y);
      }
      void main() {
        float away = length((ground - centre) / reach);
        float shade = max(0.34 * lines(cell), 0.62 * lines(cell * 10.0));
        float alpha = shade * (1.0 - smoothstep(0.35, 1.0, away));
        if (alpha < 0.002) discard;
        gl_FragColor = vec4(colour, alpha);
        #include <colorspace_fragment>
      }`,
  });
}
