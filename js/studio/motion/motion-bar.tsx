/** At the foot of the stage, where a file has more in it: its animation's transport, and what to choose. */

import type { ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ModelView } from "../../viewer/model-view";
import type { Playback } from "../../viewer/motion/playback";
import { Icon, type IconName } from "../style/icons";
import { texts } from "../words/texts";
import { useChanges } from "./changes";

const words = texts.motion;

export function MotionBar({ view }: { view: ReadonlySignal<ModelView | null> }) {
  const shown = view.value;
  const { playback, variants, cameras } = shown?.motion ?? {};
  useChanges(playback);
  useChanges(variants);
  useChanges(cameras);
  const animated = (playback?.animations.length ?? 0) > 0;
  useEffect(() => {
    if (animated) shown?.element.setAttribute("aria-description", words.keys);
    else shown?.element.removeAttribute("aria-description");
  }, [shown, animated]);
  if (!shown || !playback || !variants || !cameras) return null;
  if (!animated && variants.names.length + cameras.names.length === 0) return null;
  return (
    <section class="motion" aria-label={words.label}>
      {animated && <Transport playback={playback} />}
      <Choice
        label={words.variant}
        icon="variants"
        none={words.firstVariant}
        names={variants.names}
        chosen={variants.chosen}
        onChoose={(name) => {
          variants.chosen = name;
        }}
      />
      <Choice
        label={words.camera}
        icon="camera"
        none={words.ownCamera}
        names={cameras.names}
        chosen={cameras.chosen}
        onChoose={(name) => {
          if (name) cameras.chosen = name;
          else void shown.frame();
        }}
      />
    </section>
  );
}

function Transport({ playback }: { playback: Playback }) {
  useChanges(playback, "time");
  const { playing, loop, animations } = playback;
  const current = playback.current ?? animations[0];
  const duration = current?.duration ?? 0;
  const time = Math.min(playback.time, duration);
  const toggle = playing ? words.pause : words.play;
  return (
    <div class="transport">
      <button
        type="button"
        class="tool"
        title={toggle}
        aria-label={toggle}
        onClick={() => playback.toggle()}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <input
        type="range"
        aria-label={words.time}
        aria-valuetext={words.timeOf(time, duration)}
        min={0}
        max={duration}
        step={duration / 240 || 1}
        value={time}
        onInput={(event) => playback.seek(event.currentTarget.valueAsNumber, false)}
        onChange={(event) => playback.seek(event.currentTarget.valueAsNumber)}
      />
      <span class="motion-clock" aria-hidden="true">
        {words.clock(time, duration)}
      </span>
      <button
        type="button"
        class="tool"
        title={words.loop}
        aria-label={words.loop}
        aria-pressed={loop}
        onClick={() => {
          playback.loop = !loop;
        }}
      >
        <Icon name="loop" />
      </button>
      {animations.length > 1 && (
        <span class="motion-choice" title={words.animation}>
          <Icon name="film" />
          <select
            aria-label={words.animation}
            value={current?.name}
            onChange={(event) => {
              playback.animation = event.currentTarget.value;
            }}
          >
            {animations.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </span>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  icon: IconName;
  /** What it is called to choose none of them. */
  none: string;
  names: readonly string[];
  chosen: string;
  onChoose(name: string): void;
}

function Choice({ label, icon, none, names, chosen, onChoose }: ChoiceProps) {
  if (names.length === 0) return null;
  return (
    <span class="motion-choice" title={label}>
      <Icon name={icon} />
      <select
        aria-label={label}
        value={names.includes(chosen) ? chosen : ""}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{none}</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </span>
  );
}
