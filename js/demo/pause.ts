/** Waits; rejects with the reason where it is called off. */
export function pause(milliseconds: number, abort: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      abort.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(abort.reason);
    };
    abort.addEventListener("abort", stop, { once: true });
  });
}
