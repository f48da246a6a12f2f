/** A few words in one frame, of which one is chosen. */

import { useId } from "preact/hooks";

interface ChoiceProps<T extends string> {
  legend: string;
  /** Whether the legend is told to screen readers alone. */
  quiet?: boolean;
  values: readonly T[];
  words: Record<T, string>;
  /** Null where none of them is chosen. */
  value: T | null;
  onChoose: (value: T) => void;
}

export function Choice<T extends string>(props: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="look-choice">
      <legend class={props.quiet ? "hidden" : ""}>{props.legend}</legend>
      <div>
        {props.values.map((each) => (
          <label key={each}>
            <input
              type="radio"
              class="hidden"
              name={name}
              checked={props.value === each}
              onChange={() => props.onChoose(each)}
            />
            <span>{props.words[each]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
