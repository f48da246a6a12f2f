/** Ids as a kernel gives them. */

export class Moments {
  #last = 0;

  /** ISO 8601 with microseconds, unique and increasing. */
  next(): string {
    this.#last = Math.max(Date.now() * 1000, this.#last + 1);
    const milliseconds = Math.floor(this.#last / 1000);
    const rest = String(this.#last % 1000).padStart(3, "0");
    return new Date(milliseconds).toISOString().replace("Z", `${rest}Z`);
  }
}
