/** Asks the kernel, while a prompt is typed, what the edit would keep and cost. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Keep, Proposal } from "../../contract";
import type { Intended, Session } from "../session";

const PAUSE_MILLISECONDS = 250;

interface Found {
  /** What was asked. */
  of: string;
  /** The newest that was answered, to this or to something before it. */
  proposal: Proposal | null;
  failed: boolean;
}

export interface Proposed {
  /** Whether the backend can keep a shape at all. */
  paints: boolean;
  /** What the kernel would keep, by the newest that it said. */
  keep: Keep | null;
  /** The same, also where nothing newer could be heard. */
  last: Keep | null;
  /** What is kept, where it is of just this prompt: null leaves it to the kernel. */
  certain: Keep | null;
  usd: number | null;
}

const NOTHING: Proposed = {
  paints: false,
  keep: null,
  last: null,
  certain: null,
  usd: null,
};

/**
 * What is proposed for an edit; nothing where there is none.
 *
 * What can be set for it depends on what it keeps, so that it is made from what was proposed last.
 */
export function useProposal(
  session: Session,
  intend: ((last: Keep | null) => Intended) | null,
): Proposed {
  const found = useSignal<Found | null>(null);
  const asking = useRef<Promise<unknown>>(Promise.resolve());
  const asked = intend && JSON.stringify(intend(found.value?.proposal?.keep ?? null));
  useEffect(() => {
    if (!asked) return;
    let wanted = true;
    const timer = setTimeout(async () => {
      // One after the other: a busy kernel is not to find a heap of them.
      await asking.current;
      if (!wanted) return;
      const answer = session.propose(JSON.parse(asked)).catch(() => null);
      asking.current = answer;
      const proposal = await answer;
      if (!wanted) return;
      found.value = {
        of: asked,
        proposal: proposal ?? found.value?.proposal ?? null,
        failed: proposal === null,
      };
    }, PAUSE_MILLISECONDS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [session, asked]);

  const { of, proposal, failed } = found.value ?? {};
  if (!asked || !proposal) return NOTHING;
  const keep = failed ? null : proposal.keep;
  return {
    paints: proposal.keep !== null,
    keep,
    last: proposal.keep,
    certain: of === asked ? keep : null,
    usd: failed ? null : proposal.usd,
  };
}
