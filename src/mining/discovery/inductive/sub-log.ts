/**
 * A log as the Inductive Miner divides it: distinct traces over few activities, each with the number of cases that took
 * it. Activities are numbered 0 … n − 1 in each log; their order is that of the whole log (names by bytes).
 */
export interface SubLog {
  /** Number in the whole log of each activity, rising. */
  readonly activities: readonly number[];
  readonly codes: Uint16Array;
  /** Trace `v` is `codes[offsets[v]] … codes[offsets[v + 1] - 1]`; none is empty. */
  readonly offsets: Uint32Array;
  /** Cases of each trace. */
  readonly cases: Float64Array;
  readonly size: number;
  /** Cases with an empty trace. */
  readonly empty: number;
}

/** Takes traces event by event; equal ones become one. Their order is that of first appearance. */
export class SubLogBuilder {
  private readonly activities: readonly number[];
  private codes: Uint16Array<ArrayBuffer>;
  private offsets = new Uint32Array(65);
  private cases = new Float64Array(64);
  private hashes = new Int32Array(64);
  private slots = new Int32Array(256);
  private size = 0;
  private end = 0;
  private empty = 0;

  constructor(activities: readonly number[], room = 1024) {
    this.activities = activities;
    this.codes = new Uint16Array(room);
  }

  event(code: number): void {
    if (this.end === this.codes.length) this.codes = grown(this.codes, new Uint16Array(this.end * 2));
    this.codes[this.end++] = code;
  }

  /** The events since the last call were a trace of so many cases. */
  trace(cases: number): void {
    const begin = this.offsets[this.size]!;
    if (this.end === begin) {
      this.empty += cases;
      return;
    }
    let hash = this.end - begin;
    for (let i = begin; i < this.end; i++) hash = Math.imul(hash ^ this.codes[i]!, 0x9e3779b1) ^ (hash >>> 13);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 16;
    const slot = this.findSlot(hash, begin);
    const known = this.slots[slot]! - 1;
    if (known >= 0) {
      this.cases[known]! += cases;
      this.end = begin;
      return;
    }
    this.append(hash, cases, slot);
  }

  private findSlot(hash: number, begin: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const v = this.slots[slot]! - 1;
      if (v < 0 || (this.hashes[v] === hash && this.same(v, begin))) return slot;
    }
  }

  private same(v: number, begin: number): boolean {
    const { codes } = this;
    const from = this.offsets[v]!;
    if (this.offsets[v + 1]! - from !== this.end - begin) return false;
    for (let i = begin, j = from; i < this.end; i++, j++) if (codes[i] !== codes[j]) return false;
    return true;
  }

  private append(hash: number, cases: number, slot: number): void {
    const v = this.size++;
    if (this.size === this.cases.length) {
      this.offsets = grown(this.offsets, new Uint32Array(this.size * 2 + 1));
      this.cases = grown(this.cases, new Float64Array(this.size * 2));
      this.hashes = grown(this.hashes, new Int32Array(this.size * 2));
    }
    this.offsets[v + 1] = this.end;
    this.cases[v] = cases;
    this.hashes[v] = hash;
    this.slots[slot] = v + 1;
    if (this.size * 2 > this.slots.length) this.rehash();
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let v = 0; v < this.size; v++) {
      let slot = this.hashes[v]! & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = v + 1;
    }
  }

  done(): SubLog {
    const { activities, codes, offsets, cases, size, empty } = this;
    return { activities, codes, offsets, cases, size, empty };
  }
}

function grown<A extends Uint16Array | Uint32Array | Int32Array | Float64Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

/** Cases of the log, those with an empty trace included. */
export function casesOf({ cases, size, empty }: SubLog): number {
  let sum = empty;
  for (let v = 0; v < size; v++) sum += cases[v]!;
  return sum;
}

export const withoutEmpty = (log: SubLog): SubLog => ({ ...log, empty: 0 });

/** Keeps the events of these activities only; traces without any become empty ones. */
export function project(log: SubLog, keep: readonly number[]): SubLog {
  const number = new Int32Array(log.activities.length).fill(-1);
  keep.forEach((code, i) => {
    number[code] = i;
  });
  const builder = new SubLogBuilder(
    keep.map((code) => log.activities[code]!),
    log.codes.length,
  );
  const { codes, offsets, cases } = log;
  for (let v = 0; v < log.size; v++) {
    for (let i = offsets[v]!; i < offsets[v + 1]!; i++) {
      const code = number[codes[i]!]!;
      if (code >= 0) builder.event(code);
    }
    builder.trace(cases[v]!);
  }
  if (log.empty > 0) builder.trace(log.empty);
  return builder.done();
}
