/** What stands over the panel's stage while it shows more than one version. */

import { useComputed } from "@preact/signals";
import type { ModelSource } from "../../contract";
import type { Place } from "../place";
import { lookAt } from "../timeline/looking";
import { sourceOf } from "../timeline/model-source";
import { called } from "./compared";
import { Pair } from "./pair";
import { Sheet } from "./sheet";

export function OverStage({ session, history, shown, view, compared }: Place) {
  const pair = useComputed(() => (compared.value?.kind === "pair" ? compared.value : null));
  const other = useComputed(() => pair.value && history.find(pair.value.other));
  const source = useComputed<ModelSource | null>(() =>
    other.value ? sourceOf(other.value) : null,
  );
  const laidOut = useComputed(() =>
    compared.value?.kind === "sheet"
      ? compared.value.ids.flatMap((id) => history.find(id) ?? [])
      : [],
  );
  const leave = () => {
    compared.value = null;
  };
  if (pair.value && other.value) {
    return (
      <Pair
        view={view}
        source={source}
        how={pair}
        names={[shown.value ? called(shown.value, session) : "", called(other.value, session)]}
        onMove={(position) => {
          if (pair.value) compared.value = { ...pair.value, position };
        }}
        onLeave={leave}
      />
    );
  }
  if (laidOut.value.length === 0) return null;
  return (
    <Sheet
      iterations={laidOut}
      nameOf={(iteration) => called(iteration, session)}
      view={view}
      onPick={(id) => {
        leave();
        lookAt(session, id);
      }}
      onLeave={leave}
    />
  );
}
