/** What surrounds a view, told of its motion and asked for it: a widget's traits, or a plain page. */

import { effect, type Signal, signal } from "@preact/signals";
import type { FileAnimation } from "../../contract";
import type { ModelView } from "../../viewer/model-view";

export interface MotionSignals {
  /** By name, or by its place; null for the model as its file has it. */
  readonly animation: Signal<string | number | null>;
  /** Seconds; told when it stays there, and not while it plays. */
  readonly animationTime: Signal<number>;
  readonly playing: Signal<boolean>;
  readonly loop: Signal<boolean>;
  /** Empty for what the file shows first. */
  readonly variant: Signal<string>;
  /** Of the file's own; empty for the view's. */
  readonly fileCamera: Signal<string>;
  readonly turning: Signal<boolean>;
  /** What the model on screen has, as the view tells it. */
  readonly animations: Signal<FileAnimation[]>;
  readonly variants: Signal<string[]>;
  readonly cameras: Signal<string[]>;
}

/** Those of a page that nobody else hears of. */
export function motionSignals(): MotionSignals {
  return {
    animation: signal<string | number | null>(null),
    animationTime: signal(0),
    playing: signal(false),
    loop: signal(true),
    variant: signal(""),
    fileCamera: signal(""),
    turning: signal(false),
    animations: signal<FileAnimation[]>([]),
    variants: signal<string[]>([]),
    cameras: signal<string[]>([]),
  };
}

/** Keep a view and its surroundings in step both ways; answers what ends that. */
export function followMotion({ motion }: ModelView, signals: MotionSignals): () => void {
  const { playback, turntable, variants, cameras } = motion;
  const heard = new AbortController();
  const ends = [
    effect(() => {
      playback.animation = signals.animation.value;
    }),
    effect(() => {
      playback.loop = signals.loop.value;
    }),
    effect(() => {
      playback.time = signals.animationTime.value;
    }),
    effect(() => {
      playback.playing = signals.playing.value;
    }),
    effect(() => {
      variants.chosen = signals.variant.value;
    }),
    effect(() => {
      cameras.chosen = signals.fileCamera.value;
    }),
    effect(() => {
      turntable.turning = signals.turning.value;
    }),
  ];
  const hear = (source: EventTarget, tell: () => void) =>
    source.addEventListener("change", tell, { signal: heard.signal });
  hear(playback, () => {
    signals.animation.value = playback.animation;
    signals.animationTime.value = playback.time;
    signals.playing.value = playback.playing;
    signals.loop.value = playback.loop;
    tellList(signals.animations, playback.animations);
  });
  hear(variants, () => {
    signals.variant.value = variants.chosen;
    tellList(signals.variants, variants.names);
  });
  hear(cameras, () => {
    signals.fileCamera.value = cameras.chosen;
    tellList(signals.cameras, cameras.names);
  });
  hear(turntable, () => {
    signals.turning.value = turntable.turning;
  });
  return () => {
    heard.abort();
    for (const end of ends) end();
  };
}

/** Not anew where it is the same: each of them is a message to the kernel. */
function tellList<T>(told: Signal<T[]>, list: readonly T[]): void {
  if (JSON.stringify(told.peek()) !== JSON.stringify(list)) told.value = [...list];
}
