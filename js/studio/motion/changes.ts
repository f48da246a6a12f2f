/** Parts of the viewer tell by events that they are otherwise than before. */

import { useEffect, useReducer } from "preact/hooks";

/** Draw this component anew whenever that has changed, by whatever events tell it. */
export function useChanges(source: EventTarget | undefined, ...events: string[]): void {
  const [, again] = useReducer<number, void>((count) => count + 1, 0);
  useEffect(() => {
    const cleanUp = new AbortController();
    for (const event of ["change", ...events]) {
      source?.addEventListener(event, () => again(), { signal: cleanUp.signal });
    }
    // What changed since it was drawn is not told any more.
    again();
    return () => cleanUp.abort();
  }, [source]);
}
