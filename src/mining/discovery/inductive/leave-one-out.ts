import { type BitGraph, bitGraph, bitNumbers, bitsOf, clearBit, setBit } from './bit-graph.ts';
import { type Flow, frequent, frequentFlow } from './flow.ts';
import type { SubLog } from './sub-log.ts';

/**
 * The graphs that remain when one activity is left out of every trace, each in the time of its occurrences: arcs of the
 * activity go, and what stood before and behind it become neighbours. Numbers stay those of the whole log.
 */
export class LeaveOneOut {
  private readonly log: SubLog;
  private readonly flow: Flow;
  private readonly noise: number;
  private readonly whole: BitGraph;
  private readonly filtered: BitGraph | null;
  /** Places of each activity in the codes, those of `a` from `from[a]` on; and the trace of each place. */
  private readonly from: Uint32Array;
  private readonly place: Uint32Array;
  private readonly trace: Uint32Array;

  constructor(log: SubLog, flow: Flow, noise: number) {
    this.log = log;
    this.flow = flow;
    this.noise = noise;
    this.whole = bitGraph(flow);
    this.filtered = noise > 0 ? bitGraph(frequentFlow(flow, noise)) : null;
    const { codes, offsets, size } = log;
    const events = offsets[size]!;
    this.from = new Uint32Array(flow.n + 1);
    for (let i = 0; i < events; i++) this.from[codes[i]! + 1]!++;
    for (let a = 0; a < flow.n; a++) this.from[a + 1]! += this.from[a]!;
    const next = this.from.slice();
    this.place = new Uint32Array(events);
    this.trace = new Uint32Array(events);
    for (let v = 0; v < size; v++) {
      for (let i = offsets[v]!; i < offsets[v + 1]!; i++) {
        this.trace[i] = v;
        this.place[next[codes[i]!]!++] = i;
      }
    }
  }

  /** The whole graph without an activity and, with noise, what is frequent in it. */
  without(left: number): { whole: BitGraph; filtered: BitGraph | null } {
    const bridges = this.bridges(left);
    const { start, end } = bridges;
    const whole = copyWithout(this.whole, left, bitsOf(start), bitsOf(end));
    for (const [a, row] of bridges.arcs) {
      for (const b of row.keys()) {
        setBit(whole.out, whole.words, a, b);
        setBit(whole.into, whole.words, b, a);
      }
    }
    if (!this.filtered) return { whole, filtered: null };
    const least = [frequent(start, this.noise), frequent(end, this.noise)] as const;
    const filtered = copyWithout(this.filtered, left, bitsOf(least[0]), bitsOf(least[1]));
    for (const a of this.touched(left, bridges)) this.filterRow(filtered, a, left, bridges);
    return { whole, filtered };
  }

  /** What becomes neighbours, starts and ends. */
  private bridges(left: number): Bridges {
    const [start, end] = [this.flow.start.slice(), this.flow.end.slice()];
    const arcs = new Map<number, Map<number, number>>();
    start[left] = 0;
    end[left] = 0;
    const { codes, offsets, cases } = this.log;
    for (let k = this.from[left]!; k < this.from[left + 1]!; k++) {
      const at = this.place[k]!;
      const v = this.trace[at]!;
      const [first, behindLast] = [offsets[v]!, offsets[v + 1]!];
      if (at > first && codes[at - 1] === left) continue;
      let behind = at + 1;
      while (behind < behindLast && codes[behind] === left) behind++;
      const a = at > first ? codes[at - 1]! : -1;
      const b = behind < behindLast ? codes[behind]! : -1;
      if (a >= 0 && b >= 0) {
        const row = arcs.get(a) ?? new Map<number, number>();
        arcs.set(a, row.set(b, (row.get(b) ?? 0) + cases[v]!));
      } else if (b >= 0) start[b]! += cases[v]!;
      else if (a >= 0) end[a]! += cases[v]!;
    }
    return { arcs, start, end };
  }

  /** Activities whose ways on are others than before. */
  private touched(left: number, { arcs, end }: Bridges): Set<number> {
    const rows = new Set(arcs.keys());
    for (const a of bitNumbers(this.whole.into, this.whole.words, left)) rows.add(a);
    for (let a = 0; a < end.length; a++) if (end[a] !== this.flow.end[a]) rows.add(a);
    rows.delete(left);
    return rows;
  }

  private filterRow({ out, into, words }: BitGraph, a: number, left: number, { arcs, end }: Bridges): void {
    const { n, follows } = this.flow;
    const row = follows.slice(a * n, a * n + n);
    row[left] = 0;
    for (const [b, cases] of arcs.get(a) ?? []) row[b]! += cases;
    let most = end[a]!;
    for (let b = 0; b < n; b++) if (row[b]! > most) most = row[b]!;
    for (let b = 0; b < n; b++) {
      const change = row[b]! > 0 && row[b]! >= this.noise * most ? setBit : clearBit;
      change(out, words, a, b);
      change(into, words, b, a);
    }
  }
}

interface Bridges {
  /** Cases × occurrences by the activity before, then the one behind. */
  arcs: Map<number, Map<number, number>>;
  start: Float64Array;
  end: Float64Array;
}

function copyWithout(graph: BitGraph, left: number, start: Uint32Array, end: Uint32Array): BitGraph {
  const { n, words } = graph;
  const [alive, out, into] = [graph.alive.slice(), graph.out.slice(), graph.into.slice()];
  clearBit(alive, words, 0, left);
  for (const b of bitNumbers(graph.out, words, left)) clearBit(into, words, b, left);
  for (const a of bitNumbers(graph.into, words, left)) clearBit(out, words, a, left);
  out.fill(0, left * words, (left + 1) * words);
  into.fill(0, left * words, (left + 1) * words);
  return { n, words, alive, out, into, start, end };
}
