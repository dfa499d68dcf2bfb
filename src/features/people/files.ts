import type { CHARTS, PeopleColumn, PeopleWork, TABLES } from './model.ts';
import { asking } from './use-cases.ts';

type Row = readonly (string | number | null)[];
type Rows = readonly Row[];

/** The figures of the page for programs: the first row names the columns; durations are milliseconds. */
export async function tableRows(
  work: PeopleWork,
  column: PeopleColumn,
  figure: Exclude<(typeof TABLES)[number], (typeof CHARTS)[number]>,
): Promise<Rows> {
  const ask = asking(work, column, true);
  switch (figure) {
    case 'work':
    case 'activities': {
      const found = await ask.workload();
      return figure === 'work' ? workRows(found?.items ?? []) : activityRows(found?.items ?? []);
    }
    case 'handovers':
      return [
        ['from', 'to', 'handovers', 'cases', 'mean_ms', 'median_ms'],
        ...((await ask.handovers(true))?.arcs ?? []).map((arc) => [
          ...[arc.from, arc.to, arc.count, arc.cases, arc.meanMs, arc.medianMs],
        ]),
      ];
    case 'roles':
      return [
        ['role', 'person', 'events', 'cases', 'similarity'],
        ...((await ask.roles())?.roles ?? []).flatMap(({ role, members }) =>
          members.map(({ resource, events, cases, similarity }) => [role, resource, events, cases, similarity]),
        ),
      ];
    case 'role-handovers':
      return [
        ['from', 'to', 'handovers', 'cases'],
        ...((await ask.roles())?.handovers ?? []).map(({ from, to, count, cases }) => [from, to, count, cases]),
      ];
    case 'together':
      return [
        ['a', 'b', 'cases', 'share_of_a', 'share_of_b', 'jaccard'],
        ...((await ask.together())?.pairs ?? []).map((pair) => [
          ...[pair.a, pair.b, pair.cases, pair.shareOfA, pair.shareOfB, pair.jaccard],
        ]),
      ];
    case 'subcontracting':
      return [
        ['person', 'subcontractor', 'events', 'cases'],
        ...((await ask.subcontracting())?.pairs ?? []).map((p) => [p.resource, p.subcontractor, p.count, p.cases]),
      ];
    case 'similar':
      return [
        ['a', 'b', 'similarity', 'common_activities'],
        ...((await ask.similar())?.pairs ?? []).map(({ a, b, similarity, common }) => [a, b, similarity, common]),
      ];
    case 'performance':
    case 'performance-by-activity': {
      const found = await ask.performance();
      return figure === 'performance' ? personRows(found?.items ?? []) : pairRows(found?.pairs ?? []);
    }
  }
}

type Asked = ReturnType<typeof asking>;
type Found<K extends keyof Asked> = NonNullable<Awaited<ReturnType<Asked[K]>>>;

const workRows = (items: Found<'workload'>['items']): Rows => [
  ['person', 'events', 'cases', 'share', 'activities', 'busy_ms', 'mean_at_once', 'most_at_once'],
  ...items.map(({ resource, events, cases, share, activities, concurrency }) => [
    ...[resource, events, cases, share, activities.length],
    ...[concurrency?.busyMs ?? null, concurrency?.mean ?? null, concurrency?.most ?? null],
  ]),
];

const activityRows = (items: Found<'workload'>['items']): Rows => [
  ['person', 'activity', 'events', 'cases'],
  ...items.flatMap(({ resource, activities }) =>
    activities.map(({ activity, events, cases }) => [resource, activity, events, cases]),
  ),
];

const TIMES = ['service_mean_ms', 'service_ratio', 'waiting_mean_ms', 'waiting_ratio', 'redone_share'] as const;
const timesOf = ({ service, waiting, redoneShare }: Found<'performance'>['items'][number]): Row => [
  ...[service.meanMs, service.ratio, waiting.meanMs, waiting.ratio, redoneShare],
];

const personRows = (items: Found<'performance'>['items']): Rows => [
  ['person', 'events', 'cases', ...TIMES],
  ...items.map((item) => [item.resource, item.events, item.cases, ...timesOf(item)]),
];

const pairRows = (pairs: Found<'performance'>['pairs']): Rows => [
  ['person', 'activity', 'events', 'cases', ...TIMES],
  ...pairs.map((pair) => [pair.resource, pair.activity, pair.events, pair.cases, ...timesOf({ ...pair, redone: 0 })]),
];
