/** Brings a prompt back into the box where its job fails, as it was sent: nobody types it again. */

import { type Signal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { remember, saidOf } from "../sent";
import type { RunOptions, Session } from "../session";
import type { Draft, Settings } from "./draft";
import type { Picture, Pictures } from "./pictures";

interface Sent {
  prompt: string;
  /** The part that it was said of; empty for the whole. */
  part: string;
  /** Whether it was to start a new product. */
  fresh: boolean;
  /** Id of the version that it was to change, where that was not the head. */
  viewing: string;
  settings: Settings;
  pictures: readonly Picture[];
  /** The job before it, whose record says nothing about this one. */
  before: string | null;
  /** Its job failed, and it is in the box again. */
  cameBack: boolean;
}

interface Watched {
  readonly cameBack: boolean;
  /** It was never taken, so that the box still has it. */
  forget(): void;
}

interface Box {
  text: Signal<string>;
  fresh: Signal<boolean>;
  draft: Draft;
  pictures: Pictures;
}

export function useRefused(
  session: Session,
  { text, fresh, draft, pictures }: Box,
): { watch(prompt: string, viewing: string, run: RunOptions): Watched } {
  const last = useRef<Sent | null>(null);
  useSignalEffect(() => {
    const { status, job, prompt, recoverable } = session.status.value;
    const sent = last.current;
    if (!sent || job === sent.before) return;
    if (prompt.trim() !== saidOf(sent.part, sent.prompt.trim())) return;
    const kept = text.peek().trim();
    if (status === "complete") {
      // Tried again by its button, and made.
      if (sent.cameBack && kept === sent.prompt.trim()) {
        text.value = "";
        draft.clear();
        pictures.clear();
      }
      last.current = null;
    } else if (status === "error" && !recoverable && !sent.cameBack) {
      sent.cameBack = true;
      // Whoever types already something else has it one arrow key away.
      if (kept !== "" && kept !== sent.prompt.trim()) return;
      text.value = sent.prompt;
      fresh.value = sent.fresh;
      draft.put(sent.settings);
      if (pictures.list.peek().length === 0) pictures.put(sent.pictures);
      session.viewing.value ||= sent.viewing;
      if (sent.part) session.selected.value = sent.part;
    }
  });
  return {
    watch(prompt, viewing, run) {
      const sent: Sent = {
        prompt,
        part: run.part ?? "",
        fresh: fresh.value,
        viewing,
        settings: draft.settings.value,
        pictures: pictures.list.value,
        before: session.status.value.job,
        cameBack: false,
      };
      last.current = sent;
      remember(session, saidOf(run.part, prompt), run);
      return {
        get cameBack() {
          return sent.cameBack;
        },
        forget() {
          if (last.current === sent) last.current = null;
        },
      };
    },
  };
}
