/** Why the last job failed, until it is put away or the session went on without it. */

import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { StatusError } from "../../contract";
import type { Session } from "../session";

export interface Trouble {
  error: ReadonlySignal<StatusError | null>;
  dismiss(): void;
}

export function useTrouble(session: Session): Trouble {
  /** The record that is not shown any more. */
  const past = useSignal("");
  const record = useComputed(() => {
    const { job, updated_at, error } = session.status.value;
    return error ? `${job} ${updated_at}` : "";
  });
  const head = useComputed(() => session.state.value.head);
  const before = useRef(head.peek());
  useSignalEffect(() => {
    const now = head.value;
    // What can be gone on with has been paid for: only its user puts it away.
    if (now !== before.current && !session.status.peek().recoverable) past.value = record.peek();
    before.current = now;
  });
  const error = useComputed(() => {
    const { status, error } = session.status.value;
    if (status !== "error" && status !== "left_running") return null;
    return record.value === past.value ? null : error;
  });
  return {
    error,
    dismiss() {
      past.value = record.peek();
    },
  };
}
