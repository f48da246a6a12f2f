/** What stands over the panel's stage while it shows more than one version. */

import { useComputed } from "@preact/signals";
import type { ModelSource } from "../../contract";
import type { Place } from "../place";
import { sourceOf } from "../timeline/model-source";
import { find, versionsOf } from "./compared";
import { Pair } from "./pair";
import { Sheet } from "./sheet";

export function OverStage({ session, history, shown, view, compared }: Place) {
  const versions = useComputed(() => versionsOf(session, history));
  const pair = useComputed(() => (compared.value?.kind === "pair" ? compared.value : null));
  const other = useComputed(() => find(versions.value, pair.value?.other));
  const source = useComputed<ModelSource | null>(() =>
    other.value ? sourceOf(other.value.iteration) : null,
  );
  const laidOut = useComputed(() =>
    compared.value?.kind === "sheet"
      ? compared.value.ids.flatMap((id) => find(versions.value, id) ?? [])
      : [],
  );
  const leave = () => {
    compared.value = null;
  };
  if (pair.value && other.value) {
    const own = find(versions.value, shown.value?.created_at);
    return (
      <Pair
        view={view}
        source={source}
        how={pair}
        names={[own?.name ?? "", other.value.name]}
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
      versions={laidOut}
      view={view}
      onPick={(id) => {
        leave();
        session.viewing.value = id === session.state.value.head ? "" : id;
      }}
      onLeave={leave}
    />
  );
}
