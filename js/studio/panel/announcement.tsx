/** Tells a screen reader, without haste, which version is there; the status card tells of the way. */

import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { isBusy, type Session } from "../session";

export function Announcement({ session }: { session: Session }) {
  const said = useSignal("");
  /** The head that is known to whoever listens. */
  const known = useRef<string | null>(null);
  const ready = useRef<string | null>(null);
  useSignalEffect(() => {
    const { head, iteration_count: count } = session.state.value;
    const { status, iteration } = session.status.value;
    // Not before the job says that it is done.
    if (head === known.current || (known.current !== null && isBusy(session.status.value))) return;
    const first = known.current === null;
    known.current = head;
    if (first || !head) return;
    // Otherwise by an undo, a rewind or a restore, here or in another panel.
    const made = status === "complete" && iteration === head && ready.current !== head;
    if (made) ready.current = head;
    said.value = made ? `Version ${count} is ready.` : `Version ${count} is the newest now.`;
  });
  // There from the beginning: readers miss the first words of a region that comes with them.
  return (
    <p class="hidden" role="status">
      {said.value}
    </p>
  );
}
