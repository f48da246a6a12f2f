/**
 * One piece of work with several takers, who may each leave early.
 *
 * A taker who leaves hears of it at once and does not disturb the rest; the work is aborted when the
 * last one has left.
 */
export class SharedTask<T> {
  readonly #abort = new AbortController();
  readonly #run: (signal: AbortSignal) => Promise<T>;
  #result: Promise<T> | null = null;
  #takers = 0;

  /** The work starts with its first taker. */
  constructor(run: (signal: AbortSignal) => Promise<T>) {
    this.#run = run;
  }

  /** Every taker has left: the result is no longer to be had. */
  get abandoned(): boolean {
    return this.#abort.signal.aborted;
  }

  async join(signal?: AbortSignal): Promise<T> {
    this.#takers += 1;
    try {
      this.#result ??= this.#run(this.#abort.signal);
      return await untilAborted(this.#result, signal);
    } finally {
      this.#takers -= 1;
      if (this.#takers === 0) this.#abort.abort();
    }
  }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  // The race below listens to the work to its end, so that a failure after the last taker has left is
  // not reported as unhandled.
  let leave = () => {};
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
  });
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave);
  try {
    return await Promise.race([left, work]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
