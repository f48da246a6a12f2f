/** The poses that a model can stand in: as its file has it, or as an animation has it at a time. */

import {
  type AnimationAction,
  type AnimationClip,
  AnimationMixer,
  type Box3,
  type Object3D,
  SkinnedMesh,
  Sphere,
} from "three";
import type { FileAnimation } from "../../contract";
import { boxInPose } from "../model/measure";

export interface Pose {
  /** By its place among the model's animations; null for the model as its file has it. */
  animation: number | null;
  /** Seconds. */
  time: number;
}

export const AT_REST: Pose = { animation: null, time: 0 };

/** What can be framed. */
interface Extent {
  box: Box3;
  sphere: Sphere;
}

/** Times at which an animation is measured, and vertices that may be looked at for that. */
const SAMPLES = 16;
const MEASURED_VERTICES = 400_000;

/** A model that moves within a box so many times its size is framed as it is at rest. */
const FARTHEST = 100;

export class Poses {
  readonly animations: readonly FileAnimation[];
  readonly #root: Object3D;
  readonly #rest: Extent;
  readonly #mixer: AnimationMixer;
  readonly #actions: AnimationAction[];
  readonly #extents = new Map<number, Extent>();
  #pose = AT_REST;

  constructor(root: Object3D, rest: Extent, clips: readonly AnimationClip[]) {
    this.#root = root;
    this.#rest = rest;
    this.#mixer = new AnimationMixer(root);
    this.#actions = clips.map((clip) => this.#mixer.clipAction(clip));
    this.animations = clips.map(({ name, duration }) => ({ name, duration }));
    if (clips.length === 0) return;
    // It was measured at rest, and bends beyond that.
    root.traverse((node) => {
      if (node instanceof SkinnedMesh) node.frustumCulled = false;
    });
  }

  /** Have the model stand in a pose; answers whether it moved. */
  assume({ animation, time }: Pose): boolean {
    const before = this.#pose;
    if (animation === before.animation && (animation === null || time === before.time)) {
      return false;
    }
    const action = animation === null ? undefined : this.#actions[animation];
    if (animation !== before.animation) {
      this.#mixer.stopAllAction();
      action?.reset().play();
    }
    if (action) {
      action.time = time;
      this.#mixer.update(0);
    }
    this.#pose = { animation, time };
    this.#root.updateMatrixWorld();
    return true;
  }

  /** What is seen over the whole of an animation, the model as its file has it included. */
  extent(animation: number | null): Extent {
    const { duration } = this.animations[animation ?? -1] ?? {};
    if (animation === null || duration === undefined) return this.#rest;
    const known = this.#extents.get(animation);
    if (known) return known;
    const before = this.#pose;
    const box = this.#rest.box.clone();
    for (let sample = 0; sample <= SAMPLES; sample++) {
      this.assume({ animation, time: (duration * sample) / SAMPLES });
      const posed = boxInPose(this.#root, MEASURED_VERTICES / SAMPLES);
      if (!posed.isEmpty()) box.union(posed);
    }
    this.assume(before);
    const sphere = box.getBoundingSphere(new Sphere());
    const sound = sphere.radius <= FARTHEST * this.#rest.sphere.radius;
    const extent = sound ? { box, sphere } : this.#rest;
    this.#extents.set(animation, extent);
    return extent;
  }

  dispose(): void {
    this.#mixer.stopAllAction();
    this.#mixer.uncacheRoot(this.#root);
  }
}
