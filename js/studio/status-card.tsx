/** What is running and for how long, and how the last run ended. */

import { useSignal, useSignalEffect } from "@preact/signals";
import { seconds, told } from "./format";
import { Icon } from "./icons";
import type { Session } from "./session";

export function StatusCard({ session }: { session: Session }) {
  const status = session.status.value;
  const busy = status.status === "queued" || status.status === "running";
  const elapsed = useSignal(0);
  const failure = useSignal("");

  // Counted from when the record came: the two clocks need not agree.
  useSignalEffect(() => {
    const { elapsed_seconds: base, status: phase } = session.status.value;
    const since = performance.now();
    elapsed.value = base;
    if (phase !== "queued" && phase !== "running") return;
    const timer = setInterval(() => {
      elapsed.value = base + (performance.now() - since) / 1000;
    }, 200);
    return () => clearInterval(timer);
  });

  const again = async () => {
    failure.value = "";
    try {
      await (status.kind === "edit" ? session.edit(status.prompt) : session.create(status.prompt));
    } catch (error) {
      failure.value = told(error).message;
    }
  };
  const notes = session.state.value.iterations.at(-1)?.notes ?? [];

  return (
    <div class="status" aria-live="polite">
      {!session.connected.value && (
        <div class="card warn">
          <p>
            <strong>The kernel does not answer.</strong> What you see is kept; run this cell again
            to go on.
          </p>
        </div>
      )}
      {busy && (
        <div class="card busy">
          <span class="pulse" aria-hidden="true" />
          <p>
            <strong>{status.stage || "Working"}</strong>
            <span class="quiet"> {status.prompt}</span>
          </p>
          <span class="quiet clock" aria-hidden="true">
            {seconds(elapsed.value)}
          </span>
          <button
            type="button"
            class="button"
            onClick={() =>
              void session.cancel().catch((error) => {
                failure.value = told(error).message;
              })
            }
          >
            <Icon name="stop" /> Cancel
          </button>
        </div>
      )}
      {status.status === "error" && status.error && (
        <div class="card error" role="alert">
          <p>
            <strong>{status.error.message}</strong> {status.error.hint}
          </p>
          {status.error.retryable && status.prompt && (
            <button type="button" class="button" onClick={() => void again()}>
              Try again
            </button>
          )}
        </div>
      )}
      {status.status === "cancelled" && (
        <div class="card">
          <p>Cancelled. The history is as it was.</p>
        </div>
      )}
      {!busy && status.status === "complete" && notes.length > 0 && (
        <div class="card warn">
          <p>{notes.join(" ")}</p>
        </div>
      )}
      {failure.value && <p class="failure">{failure.value}</p>}
    </div>
  );
}
