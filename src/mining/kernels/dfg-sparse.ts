import { CodePairs, grown } from './code-pairs.ts';
import type { Counted } from './dfg-dense.ts';
import { countEnds } from './dfg-nodes.ts';
import { type ArcStats, addDuration, emptyArcs, type NodeStats } from './dfg-stats.ts';
import type { Traces } from './traces.ts';

/** The stats of an arc stand at the number of its pair. */
interface Table {
  pairs: CodePairs;
  arcs: ArcStats;
  last: Float64Array;
}

/** As `countDense`, where the dictionary is too large for a matrix. */
export function countSparse(traces: Traces, what: Counted, nodes: NodeStats): ArcStats {
  const { list, offsets, activity, time } = traces;
  const nodeLast = new Float64Array(what.activities + 1);
  const seeNode = (code: number, mark: number) => {
    if (nodeLast[code] === mark) return;
    nodeLast[code] = mark;
    nodes.cases[code] = nodes.cases[code]! + 1;
  };
  const table: Table = { pairs: new CodePairs(), arcs: emptyArcs(0), last: new Float64Array(0) };
  grow(table);
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const mark = k + 1;
    const end = offsets[c + 1]!;
    const begin = offsets[c]!;
    if (what.cases && begin < end) seeNode(activity[begin]!, mark);
    for (let e = begin + 1; e < end; e++) {
      const x = activity[e]!;
      const i = table.pairs.numberOf(activity[e - 1]!, x);
      if (i >= table.last.length) grow(table);
      const { arcs, last } = table;
      arcs.count[i] = arcs.count[i]! + 1;
      if (what.durations) addDuration(arcs, i, time[e]! - time[e - 1]!);
      if (what.cases && last[i] !== mark) {
        last[i] = mark;
        arcs.cases[i] = arcs.cases[i]! + 1;
        seeNode(x, mark);
      }
    }
  }
  const arcs = sorted(table);
  countEnds(traces, arcs, nodes);
  return arcs;
}

const STATS = ['count', 'cases', 'timed', 'sum', 'rest', 'min', 'max'] as const;
const EMPTY = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY } as Readonly<Record<string, number>>;

function grow(table: Table): void {
  const room = table.pairs.keys.length;
  const larger = emptyArcs(0);
  for (const name of STATS) larger[name] = grown(table.arcs[name], room, EMPTY[name] ?? 0);
  table.arcs = larger;
  table.last = grown(table.last, room);
}

function sorted({ pairs, arcs }: Table): ArcStats {
  const from = pairs.sorted();
  const out = emptyArcs(pairs.size);
  out.keys = from.map((number) => pairs.keys[number]!);
  for (const name of STATS) {
    for (let n = 0; n < from.length; n++) out[name][n] = arcs[name][from[n]!]!;
  }
  return out;
}
