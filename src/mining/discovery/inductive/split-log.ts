import type { Cut } from './cuts.ts';
import { project, type SubLog, SubLogBuilder } from './sub-log.ts';

/**
 * The log of each child of a cut. Events that do not fit the cut (only where infrequent behaviour was filtered) are
 * dropped, as few as possible: of a choice the part with most events is kept (ties: the first), a sequence is divided
 * where least is lost (ties: as early as can be).
 */
export function splitLog(log: SubLog, cut: Cut): SubLog[] {
  if (cut.operator === 'parallel') return cut.parts.map((part) => project(log, part));
  const split = new Split(log, cut);
  for (let v = 0; v < log.size; v++) {
    const [begin, end, cases] = [log.offsets[v]!, log.offsets[v + 1]!, log.cases[v]!];
    if (cut.operator === 'choice') split.choice(begin, end, cases);
    else if (cut.operator === 'sequence') split.sequence(begin, end, cases);
    else split.loop(begin, end, cases);
  }
  return split.done();
}

class Split {
  private readonly codes: Uint16Array;
  /** Part of each activity, and its number there. */
  private readonly part: Int32Array;
  private readonly number: Int32Array;
  private readonly builders: SubLogBuilder[];
  private readonly events: Float64Array;
  private lost = new Int32Array(0);

  constructor(log: SubLog, { parts }: Cut) {
    this.codes = log.codes;
    this.part = new Int32Array(log.activities.length);
    this.number = new Int32Array(log.activities.length);
    this.events = new Float64Array(parts.length);
    for (const [p, members] of parts.entries()) {
      for (const [i, code] of members.entries()) {
        this.part[code] = p;
        this.number[code] = i;
      }
    }
    this.builders = parts.map((members) => new SubLogBuilder(members.map((code) => log.activities[code]!)));
  }

  done(): SubLog[] {
    return this.builders.map((builder) => builder.done());
  }

  choice(begin: number, end: number, cases: number): void {
    const { codes, part, events } = this;
    events.fill(0);
    for (let i = begin; i < end; i++) events[part[codes[i]!]!]!++;
    let most = 0;
    for (let p = 1; p < events.length; p++) if (events[p]! > events[most]!) most = p;
    this.keep(most, begin, end);
    this.builders[most]!.trace(cases);
  }

  sequence(begin: number, end: number, cases: number): void {
    const bounds = this.inOrder(begin, end) ?? this.leastLoss(begin, end);
    for (let p = 0; p < this.builders.length; p++) {
      this.keep(p, bounds[p]!, bounds[p + 1]!);
      this.builders[p]!.trace(cases);
    }
  }

  loop(begin: number, end: number, cases: number): void {
    const { codes, part, builders } = this;
    let now = 0;
    for (let i = begin; i < end; i++) {
      const p = part[codes[i]!]!;
      if (p !== now) {
        builders[now]!.trace(cases);
        // Between two redo parts the body ran unseen.
        if (p !== 0 && now !== 0) builders[0]!.trace(cases);
        now = p;
      }
      builders[p]!.event(this.number[codes[i]!]!);
    }
    builders[now]!.trace(cases);
    if (now !== 0) builders[0]!.trace(cases);
  }

  private keep(p: number, begin: number, end: number): void {
    const { codes, part, number } = this;
    const builder = this.builders[p]!;
    for (let i = begin; i < end; i++) if (part[codes[i]!] === p) builder.event(number[codes[i]!]!);
  }

  /** Where each part begins, when the trace keeps their order; null otherwise. */
  private inOrder(begin: number, end: number): Uint32Array | null {
    const { codes, part } = this;
    const bounds = new Uint32Array(this.builders.length + 1);
    let now = 0;
    bounds[0] = begin;
    for (let i = begin; i < end; i++) {
      const p = part[codes[i]!]!;
      if (p < now) return null;
      while (now < p) bounds[++now] = i;
    }
    while (now < this.builders.length) bounds[++now] = end;
    return bounds;
  }

  /** Where each part begins so that fewest events stand in a part that is not theirs. */
  private leastLoss(begin: number, end: number): Uint32Array {
    const { codes, part } = this;
    const [n, parts] = [end - begin, this.builders.length];
    // lost[p * (n + 1) + i]: least loss of the events from i on when part p is running.
    const width = n + 1;
    if (this.lost.length < parts * width) this.lost = new Int32Array(parts * width * 2);
    const { lost } = this;
    for (let p = parts - 1; p >= 0; p--) {
      lost[p * width + n] = 0;
      for (let i = n - 1; i >= 0; i--) {
        const stay = lost[p * width + i + 1]! + (part[codes[begin + i]!] === p ? 0 : 1);
        lost[p * width + i] = p + 1 < parts ? Math.min(stay, lost[(p + 1) * width + i]!) : stay;
      }
    }
    const bounds = new Uint32Array(parts + 1);
    bounds[0] = begin;
    let i = 0;
    for (let p = 0; p + 1 < parts; p++) {
      while (i < n && lost[(p + 1) * width + i]! > lost[p * width + i]!) i++;
      bounds[p + 1] = begin + i;
    }
    bounds[parts] = end;
    return bounds;
  }
}
