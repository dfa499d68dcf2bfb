/** No pair has this key: codes end at 65,534. */
const FREE = 0xffffffff;

/** Pairs of u16 codes, numbered in the order in which they first occur. Open addressing; grows by itself. */
export class CodePairs {
  /** Pairs so far; their numbers are smaller. */
  size = 0;
  /** `first * 65536 + second` of each pair, by its number. */
  keys = new Uint32Array(512);
  #slots = new Uint32Array(1024).fill(FREE);
  #numbers = new Int32Array(1024);

  /** Number of a pair; a new one gets the next. */
  numberOf(first: number, second: number): number {
    const key = ((first << 16) | second) >>> 0;
    const mask = this.#slots.length - 1;
    for (let slot = slotOf(key) & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot]!;
      if (found === key) return this.#numbers[slot]!;
      if (found === FREE) return this.#add(key, slot);
    }
  }

  /** Numbers of the pairs, keys ascending. */
  sorted(): Uint32Array {
    return Uint32Array.from({ length: this.size }, (_, n) => n).sort((a, b) => this.keys[a]! - this.keys[b]!);
  }

  #add(key: number, slot: number): number {
    const number = this.size++;
    this.keys[number] = key;
    this.#slots[slot] = key;
    this.#numbers[slot] = number;
    if (this.size === this.keys.length) this.#grow();
    return number;
  }

  #grow(): void {
    const keys = new Uint32Array(this.keys.length * 4);
    keys.set(this.keys);
    this.keys = keys;
    const mask = keys.length * 2 - 1;
    this.#slots = new Uint32Array(keys.length * 2).fill(FREE);
    this.#numbers = new Int32Array(keys.length * 2);
    for (let n = 0; n < this.size; n++) {
      let slot = slotOf(keys[n]!) & mask;
      while (this.#slots[slot] !== FREE) slot = (slot + 1) & mask;
      this.#slots[slot] = keys[n]!;
      this.#numbers[slot] = n;
    }
  }
}

const slotOf = (key: number): number => Math.imul(key, 0x9e3779b1) ^ (key >>> 15);

/** `numbers` with room for pairs up to `length`. */
export function grown(numbers: Float64Array, length: number, fill = 0): Float64Array {
  const larger = new Float64Array(length).fill(fill, numbers.length);
  larger.set(numbers);
  return larger;
}
