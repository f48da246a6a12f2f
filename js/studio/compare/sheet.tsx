/** What stands over a contact sheet: a name for each version, by which one goes to it. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Iteration } from "../../contract";
import { gridOf } from "../../viewer/compare/grid";
import type { ModelView } from "../../viewer/model-view";
import { sourceOf } from "../timeline/model-source";
import { Failure } from "../words/failure";
import { texts } from "../words/texts";
import { useArranged, type Wanted } from "./arranged";
import { Leave } from "./pair";

/** Pixels: a pointer that went farther turned the products. */
const STILL = 5;

export interface SheetProps {
  iterations: ReadonlySignal<Iteration[]>;
  nameOf: (iteration: Iteration) => string;
  view: ReadonlySignal<ModelView | null>;
  onPick: (id: string) => void;
  onLeave: () => void;
}

export function Sheet({ iterations, nameOf, view, onPick, onLeave }: SheetProps) {
  const wanted = useComputed<Wanted>(() => ({
    sheet: iterations.value.flatMap((each) => sourceOf(each) ?? []),
  }));
  const { failure } = useArranged(view, wanted);
  const { columns, rows } = gridOf(iterations.value.length);
  // A click in a cell, which has the view's own pointer events, goes to its version as its name does.
  useLayoutEffect(() => {
    const element = view.peek()?.element;
    if (!element) return;
    const clean = new AbortController();
    const { signal } = clean;
    let from: PointerEvent | null = null;
    const down = (event: PointerEvent) => {
      from = event.button === 0 ? event : null;
    };
    const up = (event: PointerEvent) => {
      if (!from) return;
      if (Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > STILL) return;
      const { left, top, width, height } = element.getBoundingClientRect();
      const column = Math.floor(((event.clientX - left) / width) * columns);
      const row = Math.floor(((event.clientY - top) / height) * rows);
      const picked = iterations.peek()[row * columns + column];
      if (picked) onPick(picked.created_at);
    };
    element.addEventListener("pointerdown", down, { signal });
    element.ownerDocument.addEventListener("pointerup", up, { signal });
    return () => clean.abort();
  }, [columns, rows]);
  return (
    <>
      <ul
        class="sheet"
        aria-label={texts.compare.sheet}
        style={{
          gridTemplateColumns: `repeat(${columns}, 1fr)`,
          gridTemplateRows: `repeat(${rows}, 1fr)`,
        }}
      >
        {iterations.value.map((iteration) => (
          <li key={iteration.created_at}>
            <button
              type="button"
              class="chip"
              title={texts.compare.goTo(nameOf(iteration))}
              onClick={() => onPick(iteration.created_at)}
            >
              {nameOf(iteration)}
            </button>
          </li>
        ))}
      </ul>
      <div class="compare-bar">
        {failure.value && <Failure told={failure.value} onDismiss={onLeave} />}
        <Leave label={texts.compare.leaveSheet} onClick={onLeave} />
      </div>
    </>
  );
}
