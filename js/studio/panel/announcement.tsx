/** Tells a screen reader, without haste, which version is there; the status card tells of the way. */

import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { isBusy, type Session } from "../session";
import { texts } from "../words/texts";

export function Announcement({ session }: { session: Session }) {
  const said = useSignal("");
  /** The head that is known to whoever listens. */
  const known = useRef<string | null>(null);
  const ready = useRef<string | null>(null);
  useSignalEffect(() => {
    const { head, iterations } = session.state.value;
    const number = iterations.at(-1)?.number ?? 0;
    const { status, iteration } = session.status.value;
    // Not before the job says that it is done.
    if (head === known.current || (known.current !== null && isBusy(session.status.value))) return;
    const first = known.current === null;
    known.current = head;
    if (first || !head) return;
    // Otherwise by an undo, a rewind or a restore, here or in another panel.
    const made = status === "complete" && iteration === head && ready.current !== head;
    if (made) ready.current = head;
    said.value = (made ? texts.versions.ready : texts.versions.isNewest)(number);
  });
  // There from the beginning: readers miss the first words of a region that comes with them.
  return (
    <p class="hidden" role="status">
      {said.value}
    </p>
  );
}
