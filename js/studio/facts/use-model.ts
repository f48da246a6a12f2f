/** The model on the stage, as a signal. */

import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { Model } from "../../viewer/model/model";
import type { ModelView } from "../../viewer/model-view";

export function useModel(view: Signal<ModelView | null>): ReadonlySignal<Model | null> {
  const model = useSignal<Model | null>(null);
  useSignalEffect(() => {
    const shown = view.value;
    model.value = shown?.model ?? null;
    const until = new AbortController();
    shown?.on(
      "shown",
      () => {
        model.value = shown.model;
      },
      until.signal,
    );
    return () => until.abort();
  });
  return model;
}
