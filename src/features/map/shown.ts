import { abstractDfg } from '../../mining/model/abstract-dfg.ts';
import type { Dfg } from '../../mining/model/dfg.ts';
import type { MapGraph } from './layout/model.ts';
import type { MapResult, ResultArc, ResultNode } from './model.ts';

/** The part of a map that is shown. */
export interface Shown {
  readonly nodes: readonly (ResultNode & { readonly start: number; readonly end: number })[];
  readonly arcs: readonly ResultArc[];
  readonly of: { readonly activities: number; readonly arcs: number };
  /** Shares of the events and of the steps from event to event that the shown part stands for. */
  readonly coverage: { readonly events: number; readonly steps: number };
}

/** Shares, 0 … 1. */
export interface ShownShares {
  readonly activities: number;
  readonly paths: number;
}

/** Activities that a map shows without being asked for, and arcs. */
const READABLE = { activities: 26, arcs: 40 };
const ENOUGH = { events: 0.95, steps: 0.9 };

/** Shares, in per cent, that show most of what happens and can still be read. */
export function suitableShares(result: MapResult): { activities: number; paths: number } {
  const { nodes } = result;
  let activities =
    nodes.length <= READABLE.activities
      ? 100
      : perCent(enough(nodes, ENOUGH.events, READABLE.activities), nodes.length);
  let bare = showPart(result, { activities: activities / 100, paths: 0 });
  // Ways from the start and to the end bring activities along; of a process that is very long, more than can be read.
  while (activities > 1 && bare.nodes.length > 2 * READABLE.activities) {
    activities = Math.floor(activities / 2);
    bare = showPart(result, { activities: activities / 100, paths: 0 });
  }
  const kept = new Set(bare.nodes.map((node) => node.activity));
  const between = result.arcs.filter((arc) => kept.has(arc.from) && kept.has(arc.to));
  const most = Math.max(READABLE.arcs, Math.round(1.5 * kept.size));
  return { activities, paths: perCent(enough(between, ENOUGH.steps, most), between.length) };
}

/** How many of the most frequent make up the share, at most `most`; the list is in order of frequency. */
function enough(list: readonly { readonly count: number }[], share: number, most: number): number {
  const all = list.reduce((sum, { count }) => sum + count, 0);
  let sum = 0;
  for (const [i, { count }] of list.entries()) {
    sum += count;
    if (sum >= share * all || i + 1 === most) return i + 1;
  }
  return list.length;
}

const perCent = (part: number, whole: number): number => (whole === 0 ? 100 : Math.ceil((100 * part) / whole));

/** The most frequent activities and paths; none is cut off from every start or end (see abstractDfg). */
export function showPart(result: MapResult, shares: ShownShares): Shown {
  const { dfg, known } = dfgOf(result);
  const { activities, arcs } = abstractDfg(dfg, { activityShare: shares.activities, pathShare: shares.paths });
  const shownArcs = arcs.map((i) => known[i]!);
  const least = shownArcs.reduce((least, arc) => Math.min(least, arc.count), Number.POSITIVE_INFINITY);
  const leaving = new Set(shownArcs.filter((arc) => arc.from !== arc.to).map((arc) => arc.from));
  const entered = new Set(shownArcs.filter((arc) => arc.from !== arc.to).map((arc) => arc.to));
  const marked = (count: number, isTied: boolean) => (count >= least || !isTied ? count : 0);
  const nodes = activities.map((code) => {
    const node = result.nodes[code]!;
    const start = marked(dfg.start[code]!, entered.has(node.activity));
    return { ...node, start, end: marked(dfg.end[code]!, leaving.has(node.activity)) };
  });
  return {
    ...{ nodes, arcs: shownArcs, of: { activities: result.nodes.length, arcs: dfg.from.length } },
    coverage: { events: coverage(nodes, result.nodes), steps: coverage(shownArcs, result.arcs) },
  };
}

const coverage = (part: readonly { count: number }[], all: readonly { count: number }[]): number => {
  const sum = (list: readonly { count: number }[]) => list.reduce((total, { count }) => total + count, 0);
  return all.length === 0 ? 1 : sum(part) / sum(all);
};

/** The graph, and its arcs in order; arcs of groups too small to be shown have lost their nodes, and are left out. */
function dfgOf(result: MapResult): { dfg: Dfg; known: readonly ResultArc[] } {
  const codes = new Map(result.nodes.map(({ activity }, code) => [activity, code]));
  const arcs = result.arcs
    .filter((arc) => codes.has(arc.from) && codes.has(arc.to))
    .toSorted((a, b) => codes.get(a.from)! - codes.get(b.from)! || codes.get(a.to)! - codes.get(b.to)!);
  const ends = (list: MapResult['start']) => {
    const counts = new Float64Array(result.nodes.length);
    for (const { activity, count } of list) if (codes.has(activity)) counts[codes.get(activity)!] = count;
    return counts;
  };
  const dfg: Dfg = {
    names: result.nodes.map((node) => node.activity),
    count: Float64Array.from(result.nodes, (node) => node.count),
    ...{ start: ends(result.start), end: ends(result.end) },
    from: Uint16Array.from(arcs, (arc) => codes.get(arc.from)!),
    to: Uint16Array.from(arcs, (arc) => codes.get(arc.to)!),
    weight: Float64Array.from(arcs, (arc) => arc.count),
  };
  return { dfg, known: arcs };
}

/** Of a start or end that only the filtered map shows: room for its marker, and no say in where the main path runs. */
const MARKER_ONLY = 1e-6;

/**
 * What is laid out: the shown part of the whole log, so that places stay while filters change, and whatever else the
 * filtered map shows, around it. Numbers are those of the whole log where it has the activity or path.
 */
export function graphOf(base: Shown, shown: Shown): MapGraph {
  const place = new Map<string, number>();
  const nodes: { name: string; start: number; end: number }[] = [];
  for (const { activity, start, end } of [...base.nodes, ...shown.nodes]) {
    const at = place.get(activity);
    if (at === undefined) {
      place.set(activity, nodes.length);
      nodes.push({ name: activity, start, end });
    } else {
      const known = nodes[at]!;
      const marked = (own: number, other: number) => own || (other > 0 ? MARKER_ONLY : 0);
      nodes[at] = { name: activity, start: marked(known.start, start), end: marked(known.end, end) };
    }
  }
  const seen = new Set<string>();
  const arcs = [...base.arcs, ...shown.arcs].flatMap((arc) => {
    const [from, to] = [place.get(arc.from)!, place.get(arc.to)!];
    if (seen.has(`${from} ${to}`)) return [];
    seen.add(`${from} ${to}`);
    return [{ from, to, weight: arc.count }];
  });
  return { nodes, arcs, core: { nodes: base.nodes.length, arcs: base.arcs.length } };
}
