/** What can be set, each by the field that its kind needs. */

import { useId } from "preact/hooks";
import type { Option, OptionValue } from "../../contract";

interface FieldProps {
  option: Option;
  /** Undefined where nobody set it. */
  value: OptionValue | undefined;
  /** What it is then. */
  usual: OptionValue | null;
  /** Whether it has to be given. */
  required?: boolean;
  onSet: (value: OptionValue | undefined) => void;
}

export function Field(props: FieldProps) {
  const id = useId();
  return (
    <>
      <label class="field-name" for={id}>
        {props.option.label}
      </label>
      <Input id={id} {...props} />
    </>
  );
}

function Input({ id, option, value, usual, required, onSet }: FieldProps & { id: string }) {
  if (option.kind === "flag") {
    return (
      <input
        id={id}
        type="checkbox"
        checked={(value ?? usual) === true}
        onChange={(event) => onSet(event.currentTarget.checked)}
      />
    );
  }
  if (option.kind === "choice") {
    return (
      <select
        id={id}
        value={String(value ?? usual ?? "")}
        onChange={(event) => onSet(option.choices[event.currentTarget.selectedIndex])}
      >
        {option.choices.map((choice) => (
          <option key={String(choice)} value={String(choice)}>
            {typeof choice === "number" ? choice.toLocaleString("en") : String(choice)}
          </option>
        ))}
      </select>
    );
  }
  const box = {
    id,
    required,
    value: value === undefined ? "" : String(value),
    placeholder: usual === null ? "" : String(usual),
  };
  if (option.kind === "text") {
    return (
      <input
        {...box}
        type="text"
        onChange={(event) => onSet(event.currentTarget.value.trim() || undefined)}
      />
    );
  }
  return (
    <input
      {...box}
      type="number"
      min={option.low ?? undefined}
      max={option.high ?? undefined}
      step={option.whole ? 1 : "any"}
      onChange={(event) => {
        const set = inRange(option, event.currentTarget.value);
        // Where it was put into its range, the box says so.
        event.currentTarget.value = set === undefined ? "" : String(set);
        onSet(set);
      }}
    />
  );
}

/** The nearest number that an option takes; undefined where there is none. */
export function inRange({ low, high, whole }: Option, text: string): number | undefined {
  const value = Number.parseFloat(text);
  if (!Number.isFinite(value)) return undefined;
  const rounded = whole ? Math.round(value) : value;
  return Math.min(Math.max(rounded, low ?? -Infinity), high ?? Infinity);
}
