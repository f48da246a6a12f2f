/** Has a view show what it is to show besides one model, and tells how that goes. */

import { effect, type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ModelSource } from "../../contract";
import type { Comparison } from "../../viewer/compare/comparison";
import type { ModelView } from "../../viewer/model-view";
import { type Told, told } from "../words/format";

export type Wanted = { pair: Comparison } | { sheet: ModelSource[] };

export interface Arranged {
  /** Whether a model of it is still on its way. */
  loading: ReadonlySignal<boolean>;
  /** Why it cannot be shown; put away by null. */
  failure: { value: Told | null };
}

/** The view has its one model again when the component is gone. */
export function useArranged(
  view: ReadonlySignal<ModelView | null>,
  wanted: ReadonlySignal<Wanted | null>,
): Arranged {
  const loading = useSignal(false);
  const failure = useSignal<Told | null>(null);
  /** Of what was asked for before, nothing more is heard. */
  const latest = useRef(0);
  // A layout effect, so that it is asked for before anyone can take what is on screen for it.
  useLayoutEffect(() => {
    const stop = effect(() => {
      const [on, what] = [view.value, wanted.value];
      latest.current += 1;
      const turn = latest.current;
      if (!on || !what) return;
      const ask = async () => {
        loading.value = true;
        failure.value = null;
        try {
          await ("sheet" in what ? on.contactSheet(what.sheet) : on.compare(what.pair));
        } catch (error) {
          if (turn === latest.current) failure.value = told(error);
        }
        if (turn === latest.current) loading.value = false;
      };
      // After the view was told of the version that is looked at.
      queueMicrotask(() => {
        if (turn === latest.current) void ask();
      });
    });
    return () => {
      stop();
      latest.current += 1;
      void view.peek()?.compare(null);
    };
  }, []);
  return { loading, failure };
}
