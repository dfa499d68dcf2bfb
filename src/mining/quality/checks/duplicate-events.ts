import { english, ident, joinSql, sql, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { codedColumns, hasTexts, sourceColumns } from '../coded-columns.ts';
import { repeatedRows } from '../same-rows.ts';
import { state } from '../statement.ts';

const ofEvents = (log: Parameters<typeof sourceColumns>[0]) =>
  sourceColumns(log).filter((column) => column.level === 'event');

/** Events that were recorded twice: equal in everything that is known of them. */
export default defineMarkCheck({
  id: 'duplicate-events',
  title: 'Duplicate events',
  summary: 'Events that equal an earlier one of the same case in every column.',
  dimension: 'uniqueness',
  weight: 2,
  zeroAt: 0.2,
  source: 'DAMA UK 2013: uniqueness; Bose, Mans, van der Aalst 2013: duplicate events',
  use: 'always',
  params: Type.Object({}),
  level: ({ log }) => (hasTexts(log, 'event') ? 'case' : 'event'),
  prepare: ({ log }) => ({ context: codedColumns(ofEvents(log)) }),
  mark: repeatedRows,
  sql({ log }) {
    if (!hasTexts(log, 'event')) return null;
    const columns = joinSql(
      ofEvents(log).map(({ id }) => ident(id)),
      ', ',
    );
    return sql`select distinct segment, case_ix from (select segment, case_ix from events
      group by segment, case_ix, ${columns} having count(*) > 1)`;
  },
  statement: ({ rows, of, cases }, { log }) =>
    hasTexts(log, 'event')
      ? state(english('{cases} of {of} cases hold an event twice, equal in every column.'), { cases, of })
      : state(english('{rows} of {of} events equal an earlier one of their case in every column ({cases} cases).'), {
          ...{ rows, of, cases },
        }),
  advice: null,
  leaveOut: 'rows',
});
