import type { Step } from '#sdk';
import type { MapResult, ResultArc, Selection } from './model.ts';

/** What the panel says about the selected activity or path. */
export type Panel =
  | ActivityPanel
  | PathPanel
  | { readonly kind: 'gone'; readonly activity: string; readonly next: string | null };

export interface ActivityPanel {
  readonly kind: 'activity';
  readonly activity: string;
  readonly events: number;
  readonly cases: number;
  readonly shareOfCases: number;
  readonly repeatingCases: number | null;
  readonly starts: number;
  readonly ends: number;
  readonly into: Flows;
  readonly out: Flows;
  readonly before: Before | null;
}

/** Of what the calculators know of one activity alone. */
export interface OwnFigures {
  readonly repeatingCases: number | null;
  readonly before: Before | null;
}

/** How long cases wait before an activity. */
export interface Before {
  readonly bins: readonly Bin[];
  readonly medianMs: number | null;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}
export interface Bin {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly count: number;
}

export interface Flows {
  readonly paths: number;
  readonly events: number;
  readonly rows: readonly { readonly arc: ResultArc; readonly share: number }[];
}

export interface PathPanel {
  readonly kind: 'path';
  readonly arc: ResultArc;
  readonly shareOfCases: number;
}

/** Paths listed on each side. */
const ROWS = 8;

export function panelOf(
  result: MapResult,
  { activity, next }: Selection,
  cases: number,
  { repeatingCases, before }: OwnFigures = { repeatingCases: null, before: null },
): Panel {
  if (next !== null) {
    const arc = result.arcs.find(({ from, to }) => from === activity && to === next);
    return arc ? { kind: 'path', arc, shareOfCases: share(arc.cases, cases) } : { kind: 'gone', activity, next };
  }
  const node = result.nodes.find((candidate) => candidate.activity === activity);
  if (!node) return { kind: 'gone', activity, next };
  const countIn = (list: MapResult['start']) => list.find((end) => end.activity === activity)?.count ?? 0;
  return {
    ...{ kind: 'activity', activity, events: node.count, cases: node.cases, repeatingCases, before },
    shareOfCases: share(node.cases, cases),
    ...{ starts: countIn(result.start), ends: countIn(result.end) },
    into: flows(result.arcs.filter(({ to }) => to === activity)),
    out: flows(result.arcs.filter(({ from }) => from === activity)),
  };
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function flows(arcs: readonly ResultArc[]): Flows {
  const events = arcs.reduce((sum, { count }) => sum + count, 0);
  const rows = arcs.slice(0, ROWS).map((arc) => ({ arc, share: share(arc.count, events) }));
  return { paths: arcs.length, events, rows };
}

/** Filters that the panel offers for an activity. */
export const activityFilters = {
  with: (activity: string): Step => ({ id: 'has-activity', params: { activities: [activity] } }),
  without: (activity: string): Step => ({ id: 'has-activity', params: { activities: [activity], mode: 'none' } }),
  startsWith: (activity: string): Step => ({ id: 'start-activity', params: { activities: [activity] } }),
  endsWith: (activity: string): Step => ({ id: 'end-activity', params: { activities: [activity] } }),
  later: (activity: string, other: string): Step => ({
    ...{ id: 'eventually-follows', params: { activities: [activity, other] } },
  }),
  between: (activity: string, until: string): Step => ({ id: 'between-activities', params: { activity, until } }),
};

/** Filters that the panel offers for a path. */
export const pathFilters = {
  with: (from: string, to: string): Step => ({ id: 'directly-follows', params: { pairs: [{ from, to }] } }),
  without: (from: string, to: string): Step => ({
    ...{ id: 'directly-follows', params: { pairs: [{ from, to }], mode: 'none' } },
  }),
};
