/** What is being taken away: one thing at a time, with how far it is, and why it failed. */

import { type Signal, signal } from "@preact/signals";
import type { FormatName } from "../../viewer/export/convert";
import type { Session } from "../session";
import { type Told, told } from "../words/format";

export interface Work {
  /** What is done, in words. */
  text: string;
  /** From 0 to 1; null where nobody knows. */
  done: number | null;
  /** None where it cannot be stopped. */
  stop?: () => void;
}

/** A version that is open, and was to be printed. */
export interface Open {
  format: FormatName;
  parts: string[];
  /** The version that was asked for. */
  of: string;
}

export class Taking {
  readonly work: Signal<Work | null> = signal(null);
  readonly failure: Signal<Told | null> = signal(null);
  /** What went well and is not seen. */
  readonly notice = signal("");
  /** What is to be decided. */
  readonly open: Signal<Open | null> = signal(null);

  /** Do something, and tell what becomes of it; what rejects is handed on where `handled` takes it. */
  async run(work: Work, task: () => Promise<void>, handled = (_: unknown) => false): Promise<void> {
    if (this.work.value) return;
    this.failure.value = null;
    this.notice.value = "";
    this.work.value = work;
    try {
      await task();
    } catch (error) {
      const stopped = error instanceof DOMException && error.name === "AbortError";
      if (!stopped && !handled(error)) this.failure.value = told(error);
    } finally {
      this.work.value = null;
    }
  }

  /** Tell how far it is. */
  progress(text: string, done: number): void {
    const { value } = this.work;
    if (value) this.work.value = { ...value, text, done };
  }
}

const takings = new WeakMap<Session, Taking>();

/** Of a session in this page, whether its section is open or not. */
export function takingOf(session: Session): Taking {
  const taking = takings.get(session) ?? new Taking();
  takings.set(session, taking);
  return taking;
}
