/** Commands that may be refused, and what the user is told then. */

import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { isBusy, type Session } from "../session";
import { type Told, told } from "./format";

export interface Attempts {
  /** Why the last command failed and what to do, until it is past: then null. */
  failure: ReadonlySignal<Told | null>;
  /** Runs a command; answers whether it was not refused. */
  attempt(command: () => Promise<void>): Promise<boolean>;
  dismiss(): void;
}

export function useAttempts({ state, status, connected }: Session): Attempts {
  const failed = useSignal<{ told: Told; situation: string } | null>(null);
  const situation = useComputed(
    () => `${state.value.head} ${isBusy(status.value)} ${connected.value}`,
  );
  // The session went on, or the kernel is back: what was refused before says nothing any more.
  // By what was when it failed, since an effect may run for the first time long after that.
  useSignalEffect(() => {
    const now = situation.value;
    if (failed.value && failed.value.situation !== now) failed.value = null;
  });
  const failure = useComputed(() => failed.value?.told ?? null);
  return {
    failure,
    async attempt(command) {
      failed.value = null;
      try {
        await command();
        return true;
      } catch (error) {
        failed.value = { told: told(error), situation: situation.peek() };
        return false;
      }
    },
    dismiss() {
      failed.value = null;
    },
  };
}
