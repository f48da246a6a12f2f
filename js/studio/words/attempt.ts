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
  const failure = useSignal<Told | null>(null);
  const situation = useComputed(
    () => `${state.value.head} ${isBusy(status.value)} ${connected.value}`,
  );
  // The session went on, or the kernel is back: what was refused before says nothing any more.
  useSignalEffect(() => {
    situation.value;
    failure.value = null;
  });
  return {
    failure,
    async attempt(command) {
      failure.value = null;
      try {
        await command();
        return true;
      } catch (error) {
        failure.value = told(error);
        return false;
      }
    },
    dismiss() {
      failure.value = null;
    },
  };
}
