import type { Counted } from './dfg-dense.ts';
import { countEnds } from './dfg-nodes.ts';
import { type ArcStats, addDuration, emptyArcs, type NodeStats } from './dfg-stats.ts';
import type { Traces } from './traces.ts';

/** No arc has this key: codes end at 65,534. */
const FREE = 0xffffffff;

/** Open addressing; the stats of an arc stand at `index[slot]`, in order of first occurrence. */
interface Table {
  mask: number;
  keys: Uint32Array;
  index: Int32Array;
  arcs: ArcStats;
  last: Float64Array;
  size: number;
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
  let table = newTable(1024);
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const mark = k + 1;
    const end = offsets[c + 1]!;
    const begin = offsets[c]!;
    if (what.cases && begin < end) seeNode(activity[begin]!, mark);
    for (let e = begin + 1; e < end; e++) {
      const x = activity[e]!;
      const i = find(table, ((activity[e - 1]! << 16) | x) >>> 0);
      const { arcs, last } = table;
      arcs.count[i] = arcs.count[i]! + 1;
      if (what.durations) addDuration(arcs, i, time[e]! - time[e - 1]!);
      if (what.cases && last[i] !== mark) {
        last[i] = mark;
        arcs.cases[i] = arcs.cases[i]! + 1;
        seeNode(x, mark);
      }
      if (table.size * 2 > table.mask) table = grow(table);
    }
  }
  const arcs = sorted(table);
  countEnds(traces, arcs, nodes);
  return arcs;
}

function newTable(slots: number): Table {
  const arcs = emptyArcs(slots);
  arcs.min.fill(Number.POSITIVE_INFINITY);
  arcs.max.fill(Number.NEGATIVE_INFINITY);
  return {
    mask: slots - 1,
    keys: new Uint32Array(slots).fill(FREE),
    index: new Int32Array(slots),
    arcs,
    last: new Float64Array(slots),
    size: 0,
  };
}

/** Index of the arc's stats; a new arc gets the next one. */
function find(table: Table, key: number): number {
  const { keys, mask } = table;
  let slot = (Math.imul(key, 0x9e3779b1) ^ (key >>> 15)) & mask;
  for (;;) {
    const found = keys[slot]!;
    if (found === key) return table.index[slot]!;
    if (found === FREE) {
      const i = table.size++;
      keys[slot] = key;
      table.index[slot] = i;
      table.arcs.keys[i] = key;
      return i;
    }
    slot = (slot + 1) & mask;
  }
}

function grow(table: Table): Table {
  const larger = newTable((table.mask + 1) * 4);
  for (let i = 0; i < table.size; i++) find(larger, table.arcs.keys[i]!);
  for (const name of ['count', 'cases', 'timed', 'sum', 'rest', 'min', 'max'] as const) {
    larger.arcs[name].set(table.arcs[name].subarray(0, table.size));
  }
  larger.last.set(table.last.subarray(0, table.size));
  return larger;
}

function sorted(table: Table): ArcStats {
  const { arcs, size } = table;
  const out = emptyArcs(size);
  out.keys.set(arcs.keys.subarray(0, size));
  out.keys.sort();
  const from = Int32Array.from(out.keys, (key) => find(table, key));
  for (const name of ['count', 'cases', 'timed', 'sum', 'rest', 'min', 'max'] as const) {
    for (let n = 0; n < size; n++) out[name][n] = arcs[name][from[n]!]!;
  }
  return out;
}
