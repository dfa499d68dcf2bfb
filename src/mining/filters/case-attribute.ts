import { AppError, ColumnRef, type ColumnSpec, defineFilter, invalid, type Log, sql, Type } from '#sdk';
import { columnTest, conditionParams } from '../predicates/condition.ts';
import { conditionSql } from '../predicates/condition-sql.ts';
import { rowsMatching } from '../predicates/rows.ts';

const params = Type.Object({
  attribute: ColumnRef('Attribute of the case, such as case:amount', 'case'),
  ...conditionParams,
});

/** Keeps the cases by one of their attributes. A case without a value meets only `missing`. */
export default defineFilter({
  id: 'case-attribute',
  version: 1,
  title: 'Case attribute',
  summary: 'Keeps the cases whose attribute meets a condition.',
  category: 'attribute',
  params,
  examples: [
    {
      title: 'Orders from the web',
      params: { attribute: 'case:channel', value: 'web' },
      expect: { cases: 3, events: 12 },
    },
    {
      title: 'Amounts from 200 to 400',
      params: { attribute: 'case:amount', operator: 'between', from: 200, to: 400 },
      expect: { cases: 3, events: 14 },
    },
    { title: 'Members', params: { attribute: 'case:member', value: true }, expect: { cases: 3, events: 14 } },
    {
      title: 'No amount known',
      params: { attribute: 'case:amount', operator: 'missing' },
      expect: { cases: 1, events: 1 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: (log, p, run) =>
    columnTest(log, caseColumn(log, p.attribute), p, run.zone, run.allowsUnknownValues ? 'allowed' : 'refused'),
  select(segment, _view, _p, test) {
    if (test.kind !== 'archive') return rowsMatching(test, segment);
    throw new AppError('unavailable', 'filter.archiveOnly', 'This condition is answered only by SQL over the archive.');
  },
  sql(p, log) {
    const condition = conditionSql(caseColumn(log, p.attribute), p);
    return condition && sql`select distinct segment, case_ix from events where ${condition}`;
  },
});

function caseColumn(log: Log, attribute: string): ColumnSpec {
  const column = log.column(attribute);
  if (column.level === 'case') return column;
  return invalid(
    'filter.notACaseAttribute',
    `"${column.name}" belongs to events, not to cases. Use the filter event-attribute.`,
  );
}
