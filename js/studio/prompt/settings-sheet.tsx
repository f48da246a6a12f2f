/** What goes with the next prompt: how many to make, the seed, and the backend's own options. */

import type { Iteration, Option } from "../../contract";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";
import type { Draft } from "./draft";
import { Field } from "./fields";

const words = texts.settings;

const MOST_VARIANTS = 8;

const SEED: Option = {
  name: "seed",
  label: words.seed,
  kind: "number",
  default: null,
  low: 0,
  high: 2 ** 31 - 1,
  whole: true,
  choices: [],
};

interface SettingsProps {
  draft: Draft;
  options: Option[];
  /** What an edit starts from, where it has what was set for it: that is usual then. */
  parent: Iteration | null;
  /** Whether a seed is drawn where none is set; else it is the parent's. */
  drawn: boolean;
}

export function SettingsSheet({ draft, options, parent, drawn }: SettingsProps) {
  const { variants, seed, options: set } = draft.settings.value;
  const changed = variants > 1 || seed !== null || Object.keys(set).length > 0;
  const usual = (option: Option) => {
    const before = parent?.options?.[option.name];
    return ["string", "number", "boolean"].includes(typeof before)
      ? (before as string | number | boolean)
      : option.default;
  };
  return (
    <>
      <div class="settings">
        <span class="field-name" id="variants">
          {words.variants}
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: its name stands beside it, in the grid. */}
        <div class="stepper" role="group" aria-labelledby="variants">
          <button
            type="button"
            aria-label={words.fewer}
            aria-disabled={variants <= 1}
            onClick={() => draft.set({ variants: Math.max(variants - 1, 1) })}
          >
            <Icon name="minus" />
          </button>
          <output>{variants}</output>
          <button
            type="button"
            aria-label={words.more}
            aria-disabled={variants >= MOST_VARIANTS}
            onClick={() => draft.set({ variants: Math.min(variants + 1, MOST_VARIANTS) })}
          >
            <Icon name="plus" />
          </button>
        </div>
        <Field
          option={SEED}
          value={seed ?? undefined}
          usual={drawn ? words.seedDrawn : words.seedAsBefore}
          onSet={(value) => draft.set({ seed: typeof value === "number" ? value : null })}
        />
        {options.map((option) => (
          <Field
            key={option.name}
            option={option}
            value={set[option.name]}
            usual={usual(option)}
            onSet={(value) => draft.setOption(option.name, value)}
          />
        ))}
      </div>
      {/* Always there: nothing moves when something is set. */}
      <button type="button" class="prompt-link" disabled={!changed} onClick={() => draft.reset()}>
        {words.reset}
      </button>
    </>
  );
}
