/** A number that is found by looking: its name, where it stands, and a slider. */

import type { Signal } from "@preact/signals";

interface SliderProps {
  label: string;
  value: Signal<number>;
  limits: readonly [least: number, most: number];
  step: number;
  text: (value: number) => string;
}

export function Slider({ label, value, limits: [least, most], step, text }: SliderProps) {
  return (
    <label class="slider">
      <span>{label}</span>
      <output>{text(value.value)}</output>
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={value.value}
        aria-valuetext={text(value.value)}
        onInput={(event) => {
          value.value = event.currentTarget.valueAsNumber;
        }}
      />
    </label>
  );
}
