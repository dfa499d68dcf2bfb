import { defineKernel } from '#sdk';
import { type Counted, countDense, DENSE_CODES } from './dfg-dense.ts';
import { countServiceTimes } from './dfg-nodes.ts';
import { countSparse } from './dfg-sparse.ts';
import { type ArcStats, emptyNodes, mergeArcs, mergeNodes, type NodeStats } from './dfg-stats.ts';
import { tracesOf } from './traces.ts';

/**
 * `activities`: size of the dictionary of the view's classifier, codes are 0 (missing) … activities. `durations`: sum,
 * minimum and maximum; otherwise 0, +∞, −∞ and `timed` 0. `cases`: cases per arc and per node; otherwise 0.
 */
export type DfgParams = Counted;

export interface DfgCounts {
  arcs: ArcStats;
  nodes: NodeStats;
}

/**
 * The directly-follows graph of a view: how often activity `x` directly follows `p` in a trace, in how many cases, and
 * the differences of their times; per node also the service time, where starts are known. A missing time (NaN) makes the
 * durations beside it unknown, never zero. Partials are sorted arrays of what occurs, so that they stay small between
 * threads; sums are added in segment order.
 */
export const dfg = defineKernel<DfgParams, DfgCounts>({
  id: 'dfg',
  partial(segment, view, params) {
    const traces = tracesOf(segment, view, { time: params.durations, startTime: params.durations });
    const nodes = emptyNodes(params.activities);
    const count = params.activities < DENSE_CODES ? countDense : countSparse;
    const arcs = count(traces, params, nodes);
    if (traces.startTime) countServiceTimes(traces, traces.startTime, nodes);
    return { arcs, nodes };
  },
  merge: (a, b) => ({ arcs: mergeArcs(a.arcs, b.arcs), nodes: mergeNodes(a.nodes, b.nodes) }),
});
