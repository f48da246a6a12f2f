/** When the page has time for what nobody has asked for yet. */

const IDLE_MILLISECONDS = 2000;

const PAUSE_MILLISECONDS = 2;

/** Until the page has nothing else to do, or has had no such moment for a while. */
export function idle(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    const done = () => {
      signal.removeEventListener("abort", stop);
      resolve();
    };
    // Safari has no such callback.
    if ("requestIdleCallback" in globalThis)
      requestIdleCallback(done, { timeout: IDLE_MILLISECONDS });
    else setTimeout(done, PAUSE_MILLISECONDS);
  });
}
