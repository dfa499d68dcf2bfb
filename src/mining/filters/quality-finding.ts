import {
  AppError,
  allBits,
  andNotBits,
  Choice,
  ColumnRef,
  defineFilter,
  invalid,
  type Log,
  type Static,
  sql,
  Type,
} from '#sdk';
import { casesWithAny, casesWithNone } from '../predicates/cases-having.ts';
import { eventsOfCases } from '../predicates/events-of-cases.ts';
import type { MarkCheck } from '../quality/check.ts';
import { findCheck, qualityChecks } from '../quality/settings.ts';
import { checkParams } from '../views/check-params.ts';

const marking = qualityChecks().filter((check) => check.kind === 'marks');
const ids = marking.map(({ id }) => id) as [string, ...string[]];

const params = Type.Object({
  check: Choice(ids, {
    titles: Object.fromEntries(marking.map(({ id, title }) => [id, title])),
    description: 'The check of data quality',
  }),
  settings: Type.Object(
    {},
    {
      ...{ additionalProperties: true, default: {} },
      description: 'Its own settings, where they are not the usual ones',
    },
  ),
  column: Type.Optional(ColumnRef('The column, of a check that looks at columns one by one')),
  keep: Choice(['affected', 'others'], { default: 'affected', description: 'Keep what the check finds, or the rest' }),
  rows: Choice(['cases', 'events'], {
    default: 'cases',
    description: 'Keep whole cases (affected is one with any affected event), or single events',
  }),
});
type Params = Static<typeof params>;

/** Keeps, or leaves out, what a check of data quality finds. */
export default defineFilter({
  id: 'quality-finding',
  version: 1,
  title: 'Finding of data quality',
  summary: 'Keeps the cases or events that a check of data quality finds, or the others.',
  category: 'quality',
  params,
  examples: [
    { title: 'The order of a single event', params: { check: 'single-event-cases' }, expect: { cases: 1, events: 1 } },
    {
      title: 'Without it',
      params: { check: 'single-event-cases', keep: 'others' },
      expect: { cases: 5, events: 22 },
    },
    {
      title: 'Events of orders that do not lack a channel: all',
      params: { check: 'missing-values', column: 'case:channel', keep: 'others', rows: 'events' },
      expect: { cases: 6, events: 23 },
    },
    {
      title: 'Orders without an amount',
      params: { check: 'rule-not-null', settings: { column: 'case:amount' } },
      expect: { cases: 1, events: 1 },
    },
  ],
  clock: ({ check }) => checkOf(check).clock ?? null,
  keeps: ({ rows }) => rows,
  against: ({ check }) => checkOf(check).against ?? 'base',
  async prepare(log, p, run) {
    const check = checkOf(p.check);
    const asked = askedOf(check, log, p);
    if (check.lacks?.(log, asked.params)) return { level: 'case' as const, context: null };
    const prepared = await check.prepare({ ...asked, run, load: null });
    return { level: check.level(asked), context: prepared && { of: prepared.context } };
  },
  select(segment, view, { check, keep, rows }, { level, context }) {
    const nothing = context === null;
    const marked = nothing ? allBits(segment[`${level}s`]).fill(0) : checkOf(check).mark(segment, view, context.of);
    if (rows === 'events') {
      const events = level === 'event' ? marked : eventsOfCases(segment, marked);
      return keep === 'affected' ? events : andNotBits(allBits(segment.events), events);
    }
    if (level === 'case') return keep === 'affected' ? marked : andNotBits(allBits(segment.cases), marked);
    return keep === 'affected' ? casesWithAny(segment, view, marked) : casesWithNone(segment, view, marked);
  },
  sql(p, log) {
    const check = checkOf(p.check);
    const affected = check.sql?.(askedOf(check, log, p));
    if (!affected) return null;
    const chosen =
      p.keep === 'affected' ? sql`(segment, case_ix) in (${affected})` : sql`(segment, case_ix) not in (${affected})`;
    return p.rows === 'cases'
      ? sql`select distinct segment, case_ix from events where ${chosen}`
      : sql`select segment, event_ix from events where ${chosen}`;
  },
});

function checkOf(id: string): MarkCheck {
  const check = findCheck(id);
  if (check?.kind === 'marks') return check;
  throw new AppError('internal', 'quality.noMarks', `The check ${id} marks no rows.`);
}

/** The check's own parameters, and its column among those that it looks at. */
function askedOf(check: MarkCheck, log: Log, { settings, column }: Params) {
  const own = checkParams(check.params, settings, '/params/settings', 'settings of the check') as never;
  const columns = check.columns?.(log, own) ?? null;
  if (columns === null) return { log, params: own, column: null };
  if (column === undefined)
    return invalid('filter.noColumn', `The check "${check.id}" looks at columns one by one. Name one as "column".`);
  const found = log.column(column);
  if (columns.some(({ id }) => id === found.id)) return { log, params: own, column: found };
  return invalid('filter.wrongColumn', `The check "${check.id}" does not look at the column "${found.name}".`);
}
