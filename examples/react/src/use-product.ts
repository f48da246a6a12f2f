/** A session, followed: its status all the time, its product whenever nothing runs. */

import { clearCachedModel } from "prodwidget-blocks";
import { useEffect, useState } from "react";
import { IDLE, type Iteration, isBusy, type Product, type Status } from "./product.ts";

const EVERY_MILLISECONDS = 1000;

export interface Followed {
  iterations: Iteration[];
  status: Status;
  /** Whether the store answered when it was last asked. */
  answers: boolean;
}

async function read<Content>(url: string, signal: AbortSignal): Promise<Content> {
  return (await fetch(url, { cache: "no-store", signal })).json();
}

export function useProduct(productUrl: string, statusUrl: string): Followed {
  const [iterations, setIterations] = useState<Iteration[]>([]);
  const [status, setStatus] = useState(IDLE);
  const [answers, setAnswers] = useState(true);

  useEffect(() => {
    const gone = new AbortController();
    let known: Iteration[] = [];
    let timer = 0;

    async function readProduct() {
      const { iterations: now } = await read<Product>(productUrl, gone.signal);
      const ids = now.map(({ created_at }) => created_at);
      if (ids.join() === known.map(({ created_at }) => created_at).join()) return;
      const dropped = known.filter(({ created_at }) => !ids.includes(created_at));
      known = now;
      setIterations(now);
      // A rewind discarded them: their models are of no more use.
      await Promise.all(dropped.map(({ created_at }) => clearCachedModel(created_at)));
    }

    async function follow(first: boolean) {
      try {
        const now = await read<Status>(statusUrl, gone.signal);
        setStatus(now);
        if (first || !isBusy(now)) await readProduct();
        setAnswers(true);
      } catch {
        if (!gone.signal.aborted) setAnswers(false);
      }
      if (!gone.signal.aborted) timer = window.setTimeout(follow, EVERY_MILLISECONDS, false);
    }

    void follow(true);
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [productUrl, statusUrl]);

  return { iterations, status, answers };
}
