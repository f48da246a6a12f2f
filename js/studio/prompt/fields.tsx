/** What can be set, each by the field that its kind needs. */

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Option, OptionValue } from "../../contract";

interface FieldProps {
  option: Option;
  /** Undefined where nobody set it. */
  value: OptionValue | undefined;
  /** What it is then. */
  usual: OptionValue | null;
  /** Whether it has to be given. */
  required?: boolean | undefined;
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
  return (
    <Typed id={id} option={option} value={value} usual={usual} required={required} onSet={onSet} />
  );
}

/** A number or a text: what is typed counts once it is left, or sent with Enter. */
function Typed({ id, option, value, usual, required, onSet }: FieldProps & { id: string }) {
  const typed = useSignal<string | null>(null);
  const box = {
    id,
    required,
    value: typed.value ?? (value === undefined ? "" : String(value)),
    placeholder: usual === null ? "" : String(usual),
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
      typed.value = currentTarget.value;
    },
  };
  if (option.kind === "text") {
    return (
      <input
        {...box}
        type="text"
        onChange={({ currentTarget }) => {
          typed.value = null;
          onSet(currentTarget.value.trim() || undefined);
        }}
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
      onChange={({ currentTarget }) => {
        const set = inRange(option, currentTarget.value);
        // Where it was put into its range, the box says so.
        currentTarget.value = set === undefined ? "" : String(set);
        typed.value = null;
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
