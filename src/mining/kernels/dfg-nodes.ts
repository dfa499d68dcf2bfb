import { type ArcStats, addDuration, type NodeStats } from './dfg-stats.ts';
import type { Traces } from './traces.ts';

/** Start and end activities; every other event of a node is the head of an arc, so its count needs no pass of its own. */
export function countEnds(traces: Traces, arcs: ArcStats, nodes: NodeStats): void {
  const { list, offsets, activity } = traces;
  const { start, end, count } = nodes;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const begin = offsets[c]!;
    const stop = offsets[c + 1]!;
    if (begin === stop) continue;
    const first = activity[begin]!;
    const last = activity[stop - 1]!;
    start[first] = start[first]! + 1;
    end[last] = end[last]! + 1;
  }
  count.set(start);
  for (let i = 0; i < arcs.keys.length; i++) {
    const to = arcs.keys[i]! & 0xffff;
    count[to] = count[to]! + arcs.count[i]!;
  }
}

/** Time minus start time of each event that has both. */
export function countServiceTimes(traces: Traces, startTime: Float64Array, nodes: NodeStats): void {
  const { list, offsets, activity, time } = traces;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    for (let e = offsets[c]!; e < end; e++) {
      addDuration(nodes, activity[e]!, time[e]! - startTime[e]!);
    }
  }
}
