import { isBusy, type Status } from "./product.ts";

const PHASES: Record<string, string> = {
  queued: "Waiting its turn",
  running: "At work",
  review: "Waiting for a choice",
  error: "It did not work",
  cancelled: "Cancelled",
  left_running: "Given up here",
};

export function StatusCard({ status, answers }: { status: Status; answers: boolean }) {
  const busy = isBusy(status);
  const told = busy ? [status.prompt, status.stage].filter(Boolean).join(": ") : "";
  return (
    <section className="card status" aria-live="polite" data-status={status.status}>
      <h2>Status</h2>
      <strong>{answers ? (PHASES[status.status] ?? "Ready") : "The store does not answer"}</strong>
      <span className="quiet">{status.error?.message ?? told}</span>
      {busy && <progress aria-label="At work" />}
    </section>
  );
}
