/** Whether an edit leaves the shape as it is, or makes a new one: what is proposed, or was chosen. */

import { useId } from "preact/hooks";
import type { Keep } from "../../contract";

const CHOICES: { keep: Keep; words: string; title: string }[] = [
  { keep: "shape", words: "Same shape", title: "Paints the model that is there" },
  { keep: "nothing", words: "New shape", title: "Makes a new model" },
];

export function ShapeSwitch(props: { keep: Keep | null; onChoose: (keep: Keep) => void }) {
  const name = useId();
  return (
    <fieldset class="shape">
      <legend class="hidden">What the edit does</legend>
      {CHOICES.map(({ keep, words, title }) => (
        <label key={keep} title={title}>
          <input
            type="radio"
            class="hidden"
            name={name}
            checked={props.keep === keep}
            onClick={() => props.onChoose(keep)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
