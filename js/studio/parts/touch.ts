/** Keeps a view's parts in step with whatever else is told of them: the kernel, and the panel. */

import {
  type ReadonlySignal,
  type Signal,
  signal,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
import type { ModelView } from "../../viewer/model-view";
import type { Part } from "../../viewer/parts/part";

/** What is set of parts, and told of them, by their names. */
export interface Touched {
  /** Of what is shown. */
  readonly parts: Signal<string[]>;
  /** Empty for none. */
  readonly selected: Signal<string>;
  readonly hidden: Signal<string[]>;
  /** The only one that is drawn; empty for all. */
  readonly solo: Signal<string>;
  /** Told of each click on one. */
  partClicked?(name: string): void;
}

/** Where nobody else is told of them. */
export function untold(): Touched {
  return { parts: signal([]), selected: signal(""), hidden: signal([]), solo: signal("") };
}

/** Where the panel's own parts stand. */
export interface PartsPlace {
  readonly list: ReadonlySignal<readonly Part[]>;
  readonly hovered: Signal<string | null>;
}

export function useTouch(view: Signal<ModelView | null>, touched: Touched): PartsPlace {
  const list = useSignal<readonly Part[]>([]);
  const hovered = useSignal<string | null>(null);
  useSignalEffect(() => {
    const made = view.value;
    if (!made) return;
    const { parts } = made;
    const tell = (now: readonly Part[]) => {
      list.value = now;
      const names = now.map(({ name }) => name);
      if (names.join("\n") !== (touched.parts.peek() ?? []).join("\n")) touched.parts.value = names;
    };
    parts.on("parts", tell);
    parts.on("hover", (name) => {
      hovered.value = name;
    });
    parts.on("select", (name) => {
      touched.selected.value = name ?? "";
    });
    parts.on("hide", (names) => {
      touched.hidden.value = [...names];
    });
    parts.on("click", (name) => touched.partClicked?.(name));
    if (parts.list.length > 0) tell(parts.list);
  });
  useSignalEffect(() => {
    if (view.value) view.value.parts.hovered = hovered.value;
  });
  useSignalEffect(() => {
    if (view.value) view.value.parts.hidden = touched.hidden.value ?? [];
  });
  useSignalEffect(() => {
    if (view.value) view.value.parts.solo = touched.solo.value || null;
  });
  useSignalEffect(() => {
    if (view.value) view.value.parts.selected = touched.selected.value || null;
  });
  return { list, hovered };
}
