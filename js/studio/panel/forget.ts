/** Drops from the GPU and the browser's cache the models that a rewind discarded, whoever rewound. */

import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { clearCachedModel } from "../../cache/model-cache";
import { forgetModel } from "../../viewer/renderer";
import type { Session } from "../session";

export function useForgetDiscarded(session: Session): void {
  const discarded = useRef<Set<string>>(new Set());
  useSignalEffect(() => {
    const before = discarded.current;
    const now = session.state.value.off_line.filter((each) => each.discarded);
    discarded.current = new Set(now.map((each) => each.created_at));
    for (const { created_at: id } of now) {
      if (before.has(id)) continue;
      forgetModel(id);
      // A model that cannot be dropped is no harm: it is only not needed.
      clearCachedModel(id).catch(() => {});
    }
  });
}
