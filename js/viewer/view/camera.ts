/** A view's camera: what it frames, how the user moves it, and when it came to rest. */

import CameraControls from "camera-controls";
import {
  Box3,
  Matrix4,
  PerspectiveCamera,
  Quaternion,
  Raycaster,
  Sphere,
  Spherical,
  Vector2,
  Vector3,
  Vector4,
} from "three";
import type { CameraState } from "../../contract";
import type { Sight } from "../model/file-cameras";
import { FIELD_OF_VIEW, firstPose, halfHeight } from "./framing";
import { reducedMotion } from "./reduced-motion";

// What it uses of three: all of three is a fifth more to send.
CameraControls.install({
  THREE: { Box3, Matrix4, Quaternion, Raycaster, Sphere, Spherical, Vector2, Vector3, Vector4 },
});

/** A model this many times larger or smaller than the one framed is hard to see. */
const FRAMING_RATIO = 4;

export interface CameraEvents {
  /** It is about to move. */
  onMove(): void;
  /** It came to rest after the user moved it. */
  onRest(state: CameraState): void;
  /** The user moves it. */
  onTouch(): void;
}

/** In metres: what is farther than this from anything is beyond what can be drawn. */
const MOST = 1e15;

/** What can be framed. */
export interface Framed {
  readonly box: Box3;
  readonly sphere: Sphere;
}

export class ViewCamera {
  readonly perspective = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.001, 1000);
  readonly #controls: CameraControls;
  readonly #events: CameraEvents;
  readonly #cleanUp = new AbortController();
  /** What it was last turned to the whole of. */
  #framed: Framed | null = null;
  /** Radius of what it looks at. */
  #framedRadius = 0;
  #theirs = false;
  /** Whether its lens is that of another camera. */
  #borrowed = false;
  #fieldOfView = FIELD_OF_VIEW;
  /** By the user, since it was last told. */
  #moved = false;

  constructor(element: HTMLElement, events: CameraEvents) {
    this.#events = events;
    this.#controls = new CameraControls(this.perspective, element);
    this.zoomsToPointer = true;
    this.#controls.smoothTime = reducedMotion() ? 0 : 0.18;
    this.#controls.draggingSmoothTime = reducedMotion() ? 0 : 0.06;
    this.#controls.maxPolarAngle = Math.PI * 0.62;
    this.#controls.addEventListener("control", () => this.touch());
    // Until they are updated, the controls pass over what a pointer does after it was lifted.
    this.#controls.addEventListener("controlstart", () => this.#events.onMove());
    this.#controls.addEventListener("rest", () => {
      if (this.#moved) this.#events.onRest(this.state);
      this.#moved = false;
    });
    // The wheel belongs to the page until the user is at work in the viewer.
    this.#ownWheel(false);
    const { signal } = this.#cleanUp;
    element.addEventListener("focus", () => this.#ownWheel(true), { signal });
    element.addEventListener("blur", () => this.#ownWheel(false), { signal });
  }

  /** Metres, in the model's own space. */
  get state(): CameraState {
    const position = this.#controls.getPosition(new Vector3());
    const target = this.#controls.getTarget(new Vector3());
    return { position: position.toArray(), target: target.toArray() };
  }

  /** A state that no camera can be in is ignored: it comes from wherever a page has it from. */
  set state(state: CameraState) {
    if (!isPossible(state)) return;
    this.#stand(state);
  }

  /** See what another camera sees. */
  look({ state, angle }: Sight): void {
    if (!isPossible(state)) return;
    this.#borrowed = true;
    this.perspective.fov = angle;
    this.#stand(state);
    this.#controls.update(0);
  }

  #stand(state: CameraState): void {
    void this.#controls.setLookAt(...state.position, ...state.target, false);
    const [x, y, z] = state.position;
    const distance = new Vector3(x, y, z).distanceTo(new Vector3(...state.target));
    this.#theirs = true;
    this.#framedRadius = distance * Math.sin((this.perspective.fov * Math.PI) / 360);
    this.#clip(distance);
    this.#events.onMove();
  }

  set aspect(aspect: number) {
    this.perspective.aspect = aspect;
    this.perspective.updateProjectionMatrix();
    if (!this.#theirs && this.#framed) void this.frame(this.#framed, false);
  }

  /** Degrees, from the lower edge of its picture to the upper one. */
  get fieldOfView(): number {
    return this.#fieldOfView;
  }

  /** What it looks at keeps its size: it comes nearer as the angle grows. */
  set fieldOfView(degrees: number) {
    if (degrees === this.#fieldOfView) return;
    const times = halfHeight(this.#fieldOfView) / halfHeight(degrees);
    this.#fieldOfView = degrees;
    // Another camera has its own.
    if (this.#borrowed) return;
    this.perspective.fov = degrees;
    this.#controls.minDistance *= times;
    this.#controls.maxDistance *= times;
    const distance = this.#controls.distance * times;
    this.#clip(distance);
    if (this.#theirs) {
      void this.#controls.dollyTo(distance, false);
      this.touch();
    } else if (this.#framed) void this.frame(this.#framed, false);
  }

  /** Metres that its picture is high, at the distance of what it looks at. */
  get viewHeight(): number {
    return 2 * this.#controls.distance * halfHeight(this.perspective.fov);
  }

  /** Whether the wheel brings nearer what is under the pointer, or what is in the middle. */
  set zoomsToPointer(on: boolean) {
    this.#controls.dollyToCursor = on;
  }

  /** Whether someone moved it: until then, and once it is released, it fits what it frames. */
  get theirs(): boolean {
    return this.#theirs;
  }

  /** Nobody holds it where it is any more. */
  release(): void {
    this.#theirs = false;
    this.#moved = false;
  }

  /** Whether something is far too large or small for where it is. */
  misframes({ sphere }: Framed): boolean {
    const ratio = sphere.radius / this.#framedRadius;
    return ratio > FRAMING_RATIO || ratio < 1 / FRAMING_RATIO;
  }

  /** Turn it to the whole of something; `animate` false jumps there. */
  async frame({ box, sphere }: Framed, animate: boolean): Promise<void> {
    this.release();
    if (this.#borrowed) this.perspective.fov = this.#fieldOfView;
    this.#borrowed = false;
    this.#framed = { box, sphere };
    const { position, target, distance } = firstPose(
      box,
      this.perspective.aspect,
      undefined,
      this.fieldOfView,
    );
    this.#framedRadius = sphere.radius;
    this.#clip(distance);
    this.#controls.minDistance =
      (sphere.radius * 0.4 * halfHeight(FIELD_OF_VIEW)) / halfHeight(this.fieldOfView);
    this.#controls.maxDistance = distance * 6;
    this.#events.onMove();
    await this.#controls.setLookAt(...position.toArray(), ...target.toArray(), animate);
  }

  /** Turn it about what it looks at, by radians, as the user's own deed. */
  turn(around: number, over: number): void {
    void this.#controls.rotate(around, over, !reducedMotion());
    this.touch();
  }

  /** Whether one finger turns it. */
  set turnsByFinger(on: boolean) {
    this.#controls.touches.one = on
      ? CameraControls.ACTION.TOUCH_ROTATE
      : CameraControls.ACTION.NONE;
  }

  /** Turn it about what it looks at, by radians, as somebody asked for; where it stays is told. */
  spin(around: number): void {
    this.#theirs = true;
    void this.#controls.rotate(around, 0, false);
  }

  /** It stays where it was brought. */
  stay(): void {
    this.#events.onRest(this.state);
  }

  /** Bring it nearer by a share of its distance, as the user's own deed. */
  approach(share: number): void {
    void this.#controls.dolly(this.#controls.distance * share, !reducedMotion());
    this.touch();
  }

  /** The user moves it: where it comes to rest is told. */
  touch(): void {
    this.#theirs = true;
    this.#moved = true;
    this.#events.onTouch();
    this.#events.onMove();
  }

  /** Move on by this time; answers whether it moves. */
  advance(seconds: number): boolean {
    return this.#controls.update(seconds);
  }

  dispose(): void {
    this.#cleanUp.abort();
    this.#controls.dispose();
  }

  #ownWheel(owned: boolean): void {
    this.#controls.mouseButtons.wheel = owned
      ? CameraControls.ACTION.DOLLY
      : CameraControls.ACTION.NONE;
  }

  #clip(distance: number): void {
    this.perspective.near = distance / 200;
    this.perspective.far = distance * 40;
    this.perspective.updateProjectionMatrix();
  }
}

/** Whether it looks from one place that there is to another one. */
function isPossible(state: Partial<Record<keyof CameraState, unknown>> | null): boolean {
  const [position, target] = [state?.position, state?.target];
  if (!isPlace(position) || !isPlace(target)) return false;
  const distance = new Vector3(...position).distanceTo(new Vector3(...target));
  return distance > 1 / MOST;
}

function isPlace(value: unknown): value is CameraState["position"] {
  if (!Array.isArray(value) || value.length !== 3) return false;
  return value.every((each) => typeof each === "number" && Math.abs(each) < MOST);
}
