/** Commands that may be refused, and what the user is told then. */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import { told } from "./format";

export interface Attempts {
  /** Why the last command failed and what to do, or empty. */
  failure: ReadonlySignal<string>;
  attempt(command: () => Promise<void>): void;
}

export function useAttempts(): Attempts {
  const failure = useSignal("");
  return {
    failure,
    attempt(command) {
      failure.value = "";
      command().catch((error) => {
        const { message, hint } = told(error);
        failure.value = `${message} ${hint}`;
      });
    },
  };
}
