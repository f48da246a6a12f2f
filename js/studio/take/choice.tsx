/** A choice among a few, with its label. */

import type { Signal } from "@preact/signals";

interface Props<T> {
  label: string;
  value: Signal<T>;
  choices: readonly T[];
  name: (choice: T) => string;
}

export function Choice<T>({ label, value, choices, name }: Props<T>) {
  return (
    <label class="take-choice">
      <span class="quiet">{label}</span>
      <select
        value={choices.indexOf(value.value)}
        onChange={(event) => {
          value.value = choices[event.currentTarget.selectedIndex] as T;
        }}
      >
        {choices.map((choice, at) => (
          <option key={name(choice)} value={at}>
            {name(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}
