/** The steps that are no prompts: each with what it needs to be told, and a button. */

import { useSignal } from "@preact/signals";
import type { Operation, OptionValue } from "../../contract";
import { texts } from "../words/texts";
import { Field } from "./fields";

interface StepsProps {
  operations: Operation[];
  busy: boolean;
  onApply: (operation: string, options: Record<string, OptionValue>) => void;
}

export function Steps({ operations, busy, onApply }: StepsProps) {
  return (
    <ul class="steps">
      {operations.map((operation) => (
        <li key={operation.name}>
          <Step operation={operation} busy={busy} onApply={onApply} />
        </li>
      ))}
    </ul>
  );
}

function Step(props: { operation: Operation } & Omit<StepsProps, "operations">) {
  const { operation, busy, onApply } = props;
  const { name, label, options } = operation;
  const set = useSignal<Record<string, OptionValue>>({});
  return (
    <form
      class="step"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onApply(name, set.value);
      }}
    >
      <strong>{label}</strong>
      {options.map((option) => (
        <span class="step-field" key={option.name}>
          <Field
            option={option}
            value={set.value[option.name]}
            usual={option.default}
            required={option.default === null}
            onSet={(value) => {
              const { [option.name]: _, ...others } = set.value;
              set.value = value === undefined ? others : { ...others, [option.name]: value };
            }}
          />
        </span>
      ))}
      <button
        type="submit"
        class="button"
        aria-label={texts.settings.applyStep(label)}
        disabled={busy}
      >
        {texts.settings.apply}
      </button>
    </form>
  );
}
