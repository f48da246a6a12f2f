/**
 * Which of a model's animations a view shows, at what time, and whether it plays. What is wanted is
 * kept by name over models that have no such animation.
 */

import type { FileAnimation } from "../../contract";
import type { Model } from "../model/model";
import { reducedMotion } from "../view/reduced-motion";
import { AT_REST, type Pose } from "./poses";

/** Seconds of one step, forth or back: a frame of film. */
const STEP = 1 / 24;

/**
 * Events: `time` whenever what is seen is of another time, `change` whenever it came to stay there, or
 * anything else is otherwise than before.
 */
export class Playback extends EventTarget {
  readonly #onMove: () => void;
  #animations: readonly FileAnimation[] = [];
  #animation: string | number | null = null;
  #time = 0;
  #playing = false;
  #held = false;
  #loop = true;

  /** `onMove` is told when another pose is to be drawn. */
  constructor(onMove: () => void) {
    super();
    this.#onMove = onMove;
  }

  /** Of the model on screen. */
  get animations(): readonly FileAnimation[] {
    return this.#animations;
  }

  /** By name, or by its place; null for the model as its file has it, or the first once it plays. */
  get animation(): string | number | null {
    return this.#animation;
  }

  set animation(animation: string | number | null) {
    if (animation === this.#animation) return;
    this.#animation = animation;
    this.#moved();
    this.#tell("change");
  }

  /** The one that is seen, if any. */
  get current(): FileAnimation | null {
    return this.#animations[this.#indexAmong(this.#animations) ?? -1] ?? null;
  }

  /** Seconds. */
  get time(): number {
    return this.#time;
  }

  set time(seconds: number) {
    if (seconds === this.#time || !(seconds >= 0)) return;
    this.#time = seconds;
    this.#moved();
    this.#tell("change");
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** To play by itself is nothing for those who want as little motion as can be: `play` is. */
  set playing(on: boolean) {
    const plays = on && !reducedMotion();
    if (plays === this.#playing) return;
    this.#playing = plays;
    this.#onMove();
    this.#tell("change");
  }

  /** Whether it begins anew at its end. */
  get loop(): boolean {
    return this.#loop;
  }

  set loop(on: boolean) {
    if (on === this.#loop) return;
    this.#loop = on;
    this.#tell("change");
  }

  /** Play, as someone asked for. */
  play(): void {
    this.#animation ??= this.#animations[0]?.name ?? null;
    if (this.#time >= this.#duration) this.#time = 0;
    this.#playing = true;
    this.#moved();
    this.#tell("change");
  }

  pause(): void {
    this.playing = false;
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  /** Show another time of it; `final` false holds it there until the last one. */
  seek(seconds: number, final = true): void {
    this.#animation ??= this.#animations[0]?.name ?? null;
    this.#held = !final;
    this.#time = Math.min(Math.max(seconds, 0), this.#duration);
    this.#moved();
    if (final) this.#tell("change");
  }

  /** Some frames forth, or back, and stay there. */
  step(frames: number): void {
    this.#playing = false;
    this.seek(this.#time + frames * STEP);
  }

  /** Another model is on screen. */
  mounted(model: Model | null): void {
    this.#animations = model?.poses.animations ?? [];
    this.#tell("change");
  }

  /** How a model stands in this view. */
  pose(model: Model): Pose {
    const { animations } = model.poses;
    const animation = this.#indexAmong(animations);
    const { duration } = animations[animation ?? -1] ?? {};
    return duration === undefined ? AT_REST : { animation, time: Math.min(this.#time, duration) };
  }

  /** Move on by this time; answers whether it moves. */
  advance(seconds: number): boolean {
    const duration = this.#duration;
    if (!this.#playing || this.#held || duration === 0) return false;
    this.#time += seconds;
    if (this.#time >= duration) {
      if (this.#loop) {
        this.#time %= duration;
      } else {
        this.#time = duration;
        this.#playing = false;
        this.#tell("change");
      }
    }
    this.#tell("time");
    return true;
  }

  get #duration(): number {
    return this.current?.duration ?? 0;
  }

  #indexAmong(animations: readonly FileAnimation[]): number | null {
    const wanted = this.#animation ?? (this.#playing || this.#time > 0 ? 0 : -1);
    const index =
      typeof wanted === "string" ? animations.findIndex(({ name }) => name === wanted) : wanted;
    return animations[index] ? index : null;
  }

  #moved(): void {
    this.#onMove();
    this.#tell("time");
  }

  #tell(name: "time" | "change"): void {
    this.dispatchEvent(new Event(name));
  }
}
