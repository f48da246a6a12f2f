/** How high the product is in truth: what a person knows of it sets the scale of the whole. */

import { useComputed, useSignal } from "@preact/signals";
import { lengthIn, metresOf } from "../../viewer/ruler/length";
import { isBusy, type Session } from "../session";
import { useAttempts } from "../words/attempt";
import { Failure } from "../words/failure";
import { texts } from "../words/texts";

const words = texts.facts;

/** What the step takes, in millimetres. */
const LEAST = 1;
const MOST = 10_000;

interface HeightFieldProps {
  session: Session;
  /** The version that is scaled. */
  parent: string;
  /** How high its file says that it is. */
  metres: number;
}

export function HeightField({ session, parent, metres }: HeightFieldProps) {
  const units = session.units.value;
  const typed = useSignal<string | null>(null);
  const { failure, attempt, dismiss } = useAttempts(session);
  const busy = useComputed(() => isBusy(session.status.value));
  const now = lengthIn(metres, units);
  const value = typed.value ?? String(now);
  const millimetres = metresOf(Number(value), units) * 1000;
  const usable = millimetres >= LEAST && millimetres <= MOST && Number(value) !== now;
  const set = async (event: Event) => {
    event.preventDefault();
    if (!usable) return;
    const height = Number(millimetres.toFixed(3));
    const taken = await attempt(() => session.process("scale", { height_mm: height }, parent));
    if (!taken) return;
    typed.value = null;
    session.viewing.value = "";
  };
  // A kernel of an earlier version tells of none.
  const operations = session.operations.value ?? [];
  if (!operations.some(({ name }) => name === "scale")) return null;
  return (
    <form class="height" onSubmit={set}>
      <label>
        <span>{words.height}</span>
        <input
          type="number"
          inputMode="decimal"
          step="any"
          min={0}
          value={value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
        <span aria-hidden="true">{units}</span>
        <span class="hidden">{words.heightUnit(units)}</span>
      </label>
      <button type="submit" class="button" disabled={!usable || busy.value}>
        {words.setHeight}
      </button>
      {failure.value && <Failure told={failure.value} onDismiss={dismiss} />}
    </form>
  );
}
