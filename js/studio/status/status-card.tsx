/** What is running and for how long, and how the last run ended. */

import { useSignal, useSignalEffect } from "@preact/signals";
import type { Status } from "../../contract";
import { againWith } from "../sent";
import { isBusy, type Session } from "../session";
import { Icon } from "../style/icons";
import { useAttempts } from "../words/attempt";
import { Dismiss, Failure } from "../words/failure";
import { seconds } from "../words/format";
import { texts } from "../words/texts";
import { LOST, Lost } from "./lost";
import { Previews } from "./previews";
import { useTrouble } from "./trouble";

const words = texts.status;

export function StatusCard({ session }: { session: Session }) {
  const status = session.status.value;
  const busy = isBusy(status);
  const elapsed = useSignal(0);
  const { failure, attempt, dismiss } = useAttempts(session);
  const trouble = useTrouble(session);
  /** Of the record that was read, and put away. */
  const read = useSignal<Status | null>(null);
  const putAway = () => {
    read.value = status;
  };

  // Counted from when the record came: the two clocks need not agree.
  useSignalEffect(() => {
    const { elapsed_seconds: base } = session.status.value;
    const since = performance.now();
    elapsed.value = base;
    if (!isBusy(session.status.value)) return;
    const timer = setInterval(() => {
      elapsed.value = base + (performance.now() - since) / 1000;
    }, 200);
    return () => clearInterval(timer);
  });

  const run = againWith(session, status);
  const again = () => {
    if (status.recoverable && status.job) return session.recover(status.job);
    if (status.kind === "create") return session.create(status.prompt, run ?? {});
    return session.edit(status.prompt, session.state.value.head, run ?? {});
  };
  const stop = () => session.cancel(status.job ?? undefined);
  const lost = trouble.error.value?.code === LOST && status.recoverable && status.job;
  return (
    <div class="status" aria-live="polite">
      {!session.connected.value && (
        <div class="card warn">
          <p>
            <strong>{words.silent}</strong> {words.silentHint}
          </p>
        </div>
      )}
      {busy && (
        <div class="card busy">
          <span class="pulse" aria-hidden="true" />
          <p>
            <strong class="sentence">{stageOf(status)}</strong>
            {/* A provider's log is for the eyes: it would talk over everything else. */}
            <span class="quiet" aria-live="off">
              {" "}
              {status.detail || status.prompt}
            </span>
          </p>
          <span class="quiet clock" aria-hidden="true">
            {seconds(elapsed.value)}
          </span>
          <button type="button" class="button" onClick={() => attempt(() => session.cancel())}>
            <Icon name="stop" /> {words.cancel}
          </button>
          {status.previews.length > 0 && <Previews session={session} attempt={attempt} />}
        </div>
      )}
      {session.connection.value === "reconnecting" && (
        <div class="card warn">
          <p>
            <strong>{words.reconnecting}</strong> {words.reconnectingHint}
          </p>
        </div>
      )}
      {trouble.error.value && (
        <div class="card error" role="alert">
          <p>
            <strong>{trouble.error.value.message}</strong> {trouble.error.value.hint}
          </p>
          {!lost && (status.recoverable || (trouble.error.value.retryable && run)) && (
            <button type="button" class="button" onClick={() => attempt(again)}>
              {status.recoverable ? words.goOn : texts.failures.tryAgain}
            </button>
          )}
          {status.status === "left_running" && (
            <button type="button" class="button" onClick={() => attempt(stop)}>
              <Icon name="stop" /> {words.stop}
            </button>
          )}
          <Dismiss onClick={trouble.dismiss} />
          {status.previews.length > 0 && <Previews session={session} attempt={attempt} />}
          {lost && <Lost key={lost} job={lost} session={session} attempt={attempt} />}
        </div>
      )}
      {status.status === "cancelled" && read.value !== status && (
        <div class="card">
          <p>{words.cancelled}</p>
          <Dismiss onClick={putAway} />
        </div>
      )}
      {status.notes.length > 0 && isSeen(session) && read.value !== status && (
        <div class="card notes">
          <div>
            {status.notes.map((note) => (
              <p key={note}>{note}</p>
            ))}
          </div>
          <Dismiss onClick={putAway} />
        </div>
      )}
      {failure.value && <Failure told={failure.value} onDismiss={dismiss} />}
    </div>
  );
}

/** Whether what the last job made is on the stage, or beside the line: neither looked away from nor dropped. */
function isSeen({ status, state, viewing }: Session): boolean {
  const { status: phase, iteration } = status.value;
  if (phase !== "complete" || (viewing.value && viewing.value !== iteration)) return false;
  return !state.value.off_line.some((each) => each.created_at === iteration && each.discarded);
}

function stageOf({ stage, queue_position: place }: Status): string {
  return place === null || place === 0 ? stage || words.working : words.queued(stage, place);
}
