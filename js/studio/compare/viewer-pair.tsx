/** What stands over a lone viewer that compares two models. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { ModelView } from "../../viewer/model-view";
import type { Viewer, ViewerPairSignals } from "../viewer";
import { Pair } from "./pair";

export function ViewerPair(props: {
  viewer: Viewer;
  pair: ViewerPairSignals;
  view: ReadonlySignal<ModelView | null>;
}) {
  const { viewer, pair, view } = props;
  const how = useComputed(() => ({ mode: pair.mode.value, position: pair.position.value }));
  if (!pair.other.value) return null;
  return (
    <Pair
      view={view}
      source={pair.other}
      how={how}
      names={[viewer.source.value?.name ?? "", pair.other.value.name ?? ""]}
      onMove={(position) => {
        pair.position.value = position;
      }}
    />
  );
}
