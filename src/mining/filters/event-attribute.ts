import { AppError, Choice, ColumnRef, type ColumnSpec, defineFilter, invalid, type Log, sql, Type } from '#sdk';
import { casesWithAny, casesWithNone, casesWithOnly } from '../predicates/cases-having.ts';
import { columnTest, conditionParams } from '../predicates/condition.ts';
import { conditionSql } from '../predicates/condition-sql.ts';
import { rowsMatching } from '../predicates/rows.ts';

const params = Type.Object({
  attribute: ColumnRef('Attribute of the events, such as org:resource', 'event'),
  mode: Choice(['any', 'all', 'none'], {
    default: 'any',
    description: 'Keep cases in which any, all or none of the events meet the condition',
  }),
  ...conditionParams,
});

/** Keeps cases by an attribute of their events. An event without a value meets only `missing`. */
export default defineFilter({
  id: 'event-attribute',
  version: 1,
  title: 'Event attribute',
  summary: 'Keeps the cases in which any, all or no events meet a condition.',
  category: 'attribute',
  params,
  examples: [
    { title: 'Dan took part', params: { attribute: 'org:resource', value: 'Dan' }, expect: { cases: 1, events: 5 } },
    {
      title: 'Nothing cost more than 10',
      params: { attribute: 'cost', operator: '<=', value: 10, mode: 'all' },
      expect: { cases: 1, events: 1 },
    },
    {
      title: 'Never done by Bob or Dan',
      params: { attribute: 'org:resource', operator: 'one-of', values: ['Bob', 'Dan'], mode: 'none' },
      expect: { cases: 1, events: 1 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: (log, p, run) =>
    columnTest(log, eventColumn(log, p.attribute), p, run.zone, run.allowsUnknownValues ? 'allowed' : 'refused'),
  select(segment, view, p, test) {
    if (test.kind === 'archive') {
      throw new AppError(
        'unavailable',
        'filter.archiveOnly',
        'This condition is answered only by SQL over the archive.',
      );
    }
    const matching = rowsMatching(test, segment);
    if (p.mode === 'all') return casesWithOnly(segment, view, matching);
    return p.mode === 'none' ? casesWithNone(segment, view, matching) : casesWithAny(segment, view, matching);
  },
  sql(p, log) {
    const condition = conditionSql(eventColumn(log, p.attribute), p);
    if (!condition) return null;
    if (p.mode === 'any') return sql`select distinct segment, case_ix from events where ${condition}`;
    const wanted = p.mode === 'all' ? sql`count(*)` : sql`0`;
    return sql`select segment, case_ix from events group by segment, case_ix having count(*) filter (where ${condition}) = ${wanted}`;
  },
});

function eventColumn(log: Log, attribute: string): ColumnSpec {
  const column = log.column(attribute);
  if (column.level === 'event') return column;
  return invalid(
    'filter.notAnEventAttribute',
    `"${column.name}" belongs to cases, not to events. Use the filter case-attribute.`,
  );
}
