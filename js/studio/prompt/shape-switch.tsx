/** Whether an edit leaves the shape as it is, or makes a new one: what is proposed, or was chosen. */

import { useId } from "preact/hooks";
import type { Keep } from "../../contract";
import { texts } from "../words/texts";

const { keeps, sameShape, sameShapeHint, newShape, newShapeHint } = texts.prompt;

const CHOICES: { keep: Keep; words: string; title: string }[] = [
  { keep: "shape", words: sameShape, title: sameShapeHint },
  { keep: "nothing", words: newShape, title: newShapeHint },
];

export function ShapeSwitch(props: { keep: Keep | null; onChoose: (keep: Keep) => void }) {
  const name = useId();
  return (
    <fieldset class="shape">
      <legend class="hidden">{keeps}</legend>
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
