/** What is set for the next prompt beside its words, until it is sent. */

import { type Signal, signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Keep, OptionValue } from "../../contract";

/** What went with a prompt. */
export interface Settings {
  /** Null where nobody chose. */
  keep: Keep | null;
  variants: number;
  /** Null where it is drawn, or an edit has its parent's. */
  seed: number | null;
  options: Record<string, OptionValue>;
}

const UNSET: Settings = { keep: null, variants: 1, seed: null, options: {} };

export class Draft {
  readonly settings: Signal<Settings> = signal(UNSET);

  set(changes: Partial<Settings>): void {
    this.settings.value = { ...this.settings.value, ...changes };
  }

  /** An option's value; undefined leaves it to the backend. */
  setOption(name: string, value: OptionValue | undefined): void {
    const { [name]: _, ...others } = this.settings.value.options;
    this.set({ options: value === undefined ? others : { ...others, [name]: value } });
  }

  /** Back to what nobody set; what an edit keeps stays as it was chosen. */
  reset(): void {
    this.settings.value = { ...UNSET, keep: this.settings.value.keep };
  }

  /** Sent: the next one begins anew. */
  clear(): void {
    this.settings.value = UNSET;
  }

  /** Back from a job that failed. */
  put(settings: Settings): void {
    this.settings.value = settings;
  }
}

export function useDraft(): Draft {
  return useMemo(() => new Draft(), []);
}
