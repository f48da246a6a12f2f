/** Where one chooses what to compare, and how. */

import { untracked, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Iteration } from "../../contract";
import { COMPARISON_MODES, type ComparisonMode } from "../../viewer/compare/comparison";
import type { Place } from "../place";
import { Icon } from "../style/icons";
import { lookAt } from "../timeline/looking";
import { texts } from "../words/texts";
import { type Compared, firstOther, versionsOf } from "./compared";
import { SheetChoice } from "./sheet-choice";
import { VersionPicker } from "./version-picker";

/** Where the line of a wipe begins. */
const MIDDLE = 0.5;

export function CompareSection(place: Place) {
  const { session, history, shown } = place;
  const versions = useComputed(() => versionsOf(session, history, [shown.value]));
  // What it is compared with at first may be far from the line.
  useSignalEffect(() => {
    const parent = shown.value?.parent ?? "";
    untracked(() => void history.meet([parent]));
  });
  if (!shown.value || versions.value.length < 2) {
    return <p class="quiet">{texts.compare.empty}</p>;
  }
  return (
    <div class="compare-section">
      <PairChoice {...place} own={shown.value} />
      <SheetChoice {...place} own={shown.value} versions={versions.value} />
    </div>
  );
}

const pairOf = (compared: Compared | null) => (compared?.kind === "pair" ? compared : null);

function PairChoice({ session, history, compared, own }: Place & { own: Iteration }) {
  /** Until they are compared: what B would be, where it was chosen. */
  const chosen = useSignal("");
  const name = useId();
  const parent = history.find(own.parent ?? "");
  const mode = useComputed(() => pairOf(compared.value)?.mode ?? null);
  const paired = useComputed(() => pairOf(compared.value)?.other ?? null);
  const versions = versionsOf(session, history, [own, parent, history.find(paired.value ?? "")]);
  const other =
    paired.value ?? (chosen.value || firstOther(versions, own)?.iteration.created_at) ?? "";

  // Not read while this is drawn: the line of a wipe moves with the pointer.
  const pair = () => pairOf(compared.peek());
  const against = (id: string) => {
    chosen.value = id;
    const now = pair();
    if (now) compared.value = { ...now, other: id };
  };
  const set = (wanted: ComparisonMode) => {
    compared.value = { kind: "pair", other, mode: wanted, position: pair()?.position ?? MIDDLE };
  };
  return (
    <>
      <fieldset class="compare-versions">
        <legend class="hidden">{texts.compare.versions}</legend>
        <VersionPicker
          letter={texts.compare.a}
          versions={versions}
          chosen={own.created_at}
          channel={session.channel}
          onChoose={(id) => lookAt(session, id)}
        />
        <VersionPicker
          letter={texts.compare.b}
          versions={versions}
          chosen={other}
          channel={session.channel}
          onChoose={against}
        />
        <button
          type="button"
          class="tool"
          title={texts.compare.swap}
          aria-label={texts.compare.swap}
          onClick={() => {
            against(own.created_at);
            lookAt(session, other);
          }}
        >
          <Icon name="swap" />
        </button>
      </fieldset>
      <fieldset class="shape compare-modes">
        <legend class="hidden">{texts.compare.mode}</legend>
        {COMPARISON_MODES.map((each) => (
          <label key={each}>
            <input
              type="radio"
              class="hidden"
              name={name}
              checked={mode.value === each}
              onClick={() => set(each)}
            />
            <span>{texts.compare.modes[each]}</span>
          </label>
        ))}
      </fieldset>
      {mode.value && (
        <button
          type="button"
          class="button"
          onClick={() => {
            compared.value = null;
          }}
        >
          <Icon name="close" /> {texts.compare.leave}
        </button>
      )}
    </>
  );
}
