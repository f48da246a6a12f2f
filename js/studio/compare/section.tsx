/** Where one chooses what to compare, and how. */

import { untracked, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Iteration } from "../../contract";
import { COMPARISON_MODES, type ComparisonMode } from "../../viewer/compare/comparison";
import type { Place } from "../place";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";
import { firstOther, versionsOf } from "./compared";
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

function PairChoice({ session, history, compared, own }: Place & { own: Iteration }) {
  /** Until they are compared: what B would be, where it was chosen. */
  const chosen = useSignal("");
  const name = useId();
  const parent = history.find(own.parent ?? "");
  const pair = compared.value?.kind === "pair" ? compared.value : null;
  const versions = versionsOf(session, history, [own, parent, history.find(pair?.other ?? "")]);
  const other =
    pair?.other ?? (chosen.value || firstOther(versions, own)?.iteration.created_at) ?? "";

  const look = (id: string) => {
    session.viewing.value = id === session.state.value.head ? "" : id;
  };
  const against = (id: string) => {
    chosen.value = id;
    if (pair) compared.value = { ...pair, other: id };
  };
  const set = (mode: ComparisonMode | "off") => {
    compared.value =
      mode === "off" ? null : { kind: "pair", other, mode, position: pair?.position ?? MIDDLE };
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
          onChoose={look}
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
            look(other);
          }}
        >
          <Icon name="swap" />
        </button>
      </fieldset>
      <fieldset class="shape compare-modes">
        <legend class="hidden">{texts.compare.mode}</legend>
        {(["off", ...COMPARISON_MODES] as const).map((mode) => (
          <label key={mode}>
            <input
              type="radio"
              class="hidden"
              name={name}
              checked={(pair?.mode ?? "off") === mode}
              onClick={() => set(mode)}
            />
            <span>{texts.compare.modes[mode]}</span>
          </label>
        ))}
      </fieldset>
    </>
  );
}
