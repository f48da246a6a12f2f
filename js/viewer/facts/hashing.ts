/** Tables of numbers in typed arrays: millions of entries, and nothing for a garbage collector to do. */

const FIRST_SIZE = 1 << 12;

/** Places as numbers: the same for what is at the very same place. */
export class Welding {
  #size: number;
  #slots: Int32Array;
  #places: Float32Array;
  #count = 0;

  /** With room for as many places as are expected: to make more of it later takes a while. */
  constructor(expected = 0) {
    this.#size = sizeFor(expected);
    this.#slots = new Int32Array(this.#size).fill(-1);
    this.#places = new Float32Array(3 * this.#size);
  }

  get count(): number {
    return this.#count;
  }

  of({ x, y, z }: { x: number; y: number; z: number }): number {
    // As exact as files have them; adding nothing makes one of the two noughts.
    const [a, b, c] = [Math.fround(x) + 0, Math.fround(y) + 0, Math.fround(z) + 0];
    let slot = this.#slotOf(a, b, c);
    for (;;) {
      const found = this.#slots[slot] as number;
      if (found < 0) break;
      const at = 3 * found;
      if (this.#places[at] === a && this.#places[at + 1] === b && this.#places[at + 2] === c) {
        return found;
      }
      slot = (slot + 1) % this.#size;
    }
    const made = this.#count++;
    this.#places.set([a, b, c], 3 * made);
    this.#slots[slot] = made;
    if (this.#count * 2 > this.#size) this.#grow();
    return made;
  }

  #slotOf(a: number, b: number, c: number): number {
    bits.set([a, b, c]);
    const [i = 0, j = 0, k = 0] = words;
    return (
      spread(Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca6b) ^ Math.imul(k, 0xc2b2ae35)) %
      this.#size
    );
  }

  #grow(): void {
    this.#size *= 2;
    const places = new Float32Array(3 * this.#size);
    places.set(this.#places.subarray(0, 3 * this.#count));
    this.#places = places;
    this.#slots = new Int32Array(this.#size).fill(-1);
    for (let each = 0; each < this.#count; each++) {
      const [a = 0, b = 0, c = 0] = places.subarray(3 * each, 3 * each + 3);
      let slot = this.#slotOf(a, b, c);
      while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) % this.#size;
      this.#slots[slot] = each;
    }
  }
}

/** How often pairs of numbers came, in whichever order: once, twice, or more often. */
export class PairCounts {
  #size: number;
  #low: Int32Array;
  #high: Int32Array;
  #counts: Uint8Array;
  #used = 0;

  constructor(expected = 0) {
    this.#size = sizeFor(expected);
    this.#low = new Int32Array(this.#size);
    this.#high = new Int32Array(this.#size);
    this.#counts = new Uint8Array(this.#size);
  }

  add(a: number, b: number): void {
    const slot = this.#find(Math.min(a, b), Math.max(a, b));
    const count = this.#counts[slot] as number;
    if (count < 3) this.#counts[slot] = count + 1;
    if (count === 0) {
      this.#low[slot] = Math.min(a, b);
      this.#high[slot] = Math.max(a, b);
      this.#used += 1;
      if (this.#used * 2 > this.#size) this.#grow();
    }
  }

  /** How many pairs came so often; three stands for more than two. */
  counted(times: 1 | 2 | 3): number {
    let found = 0;
    for (const count of this.#counts) if (count === times) found += 1;
    return found;
  }

  #find(low: number, high: number): number {
    let slot = spread(Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) % this.#size;
    while (this.#counts[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = (slot + 1) % this.#size;
    }
    return slot;
  }

  #grow(): void {
    const [low, high, counts] = [this.#low, this.#high, this.#counts];
    this.#size *= 2;
    this.#low = new Int32Array(this.#size);
    this.#high = new Int32Array(this.#size);
    this.#counts = new Uint8Array(this.#size);
    for (let at = 0; at < counts.length; at++) {
      if (counts[at] === 0) continue;
      const slot = this.#find(low[at] as number, high[at] as number);
      this.#low[slot] = low[at] as number;
      this.#high[slot] = high[at] as number;
      this.#counts[slot] = counts[at] as number;
    }
  }
}

/** At most half full. */
function sizeFor(expected: number): number {
  return Math.max(FIRST_SIZE, 2 ** Math.ceil(Math.log2(Math.max(2 * expected + 2, 2))));
}

const bits = new Float32Array(3);
const words = new Int32Array(bits.buffer);

/** Has each bit count for all of them (the finaliser of MurmurHash3). */
function spread(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
