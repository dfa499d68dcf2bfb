/** Distinct numbers are counted up to here. */
export const DISTINCT_LIMIT = 10_000;

/** A set of numbers that stops taking new ones at {@link DISTINCT_LIMIT}. Zero and minus zero are one; NaN must not come. */
export class DistinctNumbers {
  private readonly slots = new Float64Array(32_768).fill(Number.NaN);
  private readonly key = new Float64Array(1);
  private readonly halves = new Int32Array(this.key.buffer);
  private size = 0;
  /** Whether every number found room. */
  exact = true;

  add(number: number): void {
    if (!this.exact) return;
    const { slots, key, halves } = this;
    const value = number + 0;
    key[0] = value;
    let slot = (Math.imul(halves[0]! ^ Math.imul(halves[1]!, 0x85ebca6b), 0x9e3779b1) >>> 17) & 32_767;
    while (slots[slot] !== value) {
      if (Number.isNaN(slots[slot]!)) {
        if (this.size === DISTINCT_LIMIT) this.exact = false;
        else {
          slots[slot] = value;
          this.size++;
        }
        return;
      }
      slot = (slot + 1) & 32_767;
    }
  }

  sorted(): Float64Array {
    return this.slots.filter((value) => !Number.isNaN(value)).sort();
  }
}

/** The union of two ascending lists, cut at {@link DISTINCT_LIMIT}. */
export function unionOfDistinct(a: Float64Array, b: Float64Array): { values: Float64Array; exact: boolean } {
  const values = new Float64Array(Math.min(DISTINCT_LIMIT, a.length + b.length));
  let size = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const x = a[i] ?? Number.POSITIVE_INFINITY;
    const y = b[j] ?? Number.POSITIVE_INFINITY;
    if (size === DISTINCT_LIMIT) return { values, exact: false };
    values[size++] = Math.min(x, y);
    if (i < a.length && x <= y) i++;
    if (j < b.length && y <= x) j++;
  }
  return { values: values.slice(0, size), exact: true };
}
