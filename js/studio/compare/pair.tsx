/** What stands over the view while two models are compared: their names, and what moves between them. */

import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { ModelSource } from "../../contract";
import type { Comparison } from "../../viewer/compare/comparison";
import type { ModelView } from "../../viewer/model-view";
import { Icon } from "../style/icons";
import { Failure } from "../words/failure";
import { texts } from "../words/texts";
import { useArranged, type Wanted } from "./arranged";
import { Blinking } from "./blinking";
import { WipeHandle } from "./wipe-handle";

export interface PairProps {
  view: ReadonlySignal<ModelView | null>;
  /** Of B; A is what the view shows by itself. */
  source: ReadonlySignal<ModelSource | null>;
  /** Null while the component is on its way out. */
  how: ReadonlySignal<Pick<Comparison, "mode" | "position"> | null>;
  /** Of A and of B. */
  names: readonly [string, string];
  onMove: (position: number) => void;
  /** None where there is nothing else to be shown. */
  onLeave?: () => void;
}

export function Pair(props: PairProps) {
  const { view, source, how, names, onMove, onLeave } = props;
  const flipped = useSignal(false);
  const wanted = useComputed<Wanted | null>(
    () =>
      how.value &&
      source.value && {
        pair: { source: source.value, ...how.value, flipped: flipped.value },
      },
  );
  const { loading, failure } = useArranged(view, wanted);
  if (!how.value) return null;
  const { mode, position } = how.value;
  const seen = mode === "blink" ? (flipped.value ? texts.compare.b : texts.compare.a) : null;
  return (
    <>
      {mode === "side" && <div class="compare-middle" />}
      {mode === "wipe" && <WipeHandle position={position} names={names} onMove={onMove} />}
      <div class="compare-bar">
        {failure.value && (
          <Failure
            told={failure.value}
            onDismiss={() => {
              failure.value = null;
            }}
          />
        )}
        <Name letter={texts.compare.a} name={names[0]} seen={seen} />
        {(mode === "blink" || mode === "difference") && (
          <div class="compare-centre">
            {mode === "blink" ? <Blinking flipped={flipped} /> : <Legend />}
          </div>
        )}
        <Name letter={texts.compare.b} name={names[1]} seen={seen}>
          {loading.value && <span class="quiet">{texts.compare.loading}</span>}
        </Name>
        {onLeave && <Leave label={texts.compare.leave} onClick={onLeave} />}
      </div>
    </>
  );
}

/** Ends what the stage shows besides one version. */
export function Leave({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" class="compare-leave" title={label} aria-label={label} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}

function Name(props: {
  letter: string;
  name: string;
  /** The letter of the one that is seen, where that is one of them. */
  seen: string | null;
  children?: ComponentChildren;
}) {
  const { letter, name, seen, children } = props;
  return (
    <span
      class={`chip compare-name${seen === letter ? " seen" : ""}`}
      data-letter={letter}
      title={name}
    >
      <strong>{letter}</strong> {name}
      {children}
    </span>
  );
}

function Legend() {
  const { legend, same, little, much } = texts.compare;
  return (
    <p class="chip compare-legend">
      <span class="hidden">{legend}: </span>
      <span class="compare-swatch" data-heat="same" /> {same}
      <span class="compare-swatch" data-heat="little" /> {little}
      <span class="compare-swatch" data-heat="much" /> {much}
    </p>
  );
}
