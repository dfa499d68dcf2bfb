import { ColumnRef, english, ident, invalid, joinSql, type Log, sql, Type } from '#sdk';
import { keyPrints, printsOf } from '../../kernels/key-prints.ts';
import { joined } from '../../predicates/order-statistics.ts';
import { defineMarkCheck } from '../check.ts';
import { codedColumns } from '../coded-columns.ts';
import { repeatedNumbers } from '../repeated-numbers.ts';
import { rowsWhere } from '../row-marks.ts';
import { state } from '../statement.ts';

/** Columns that together must name one row. */
export default defineMarkCheck({
  id: 'rule-unique-key',
  title: 'Is a unique key',
  summary:
    'No two events (cases, where all columns are of cases) have the same values in the columns. Rows that lack one are not looked at.',
  dimension: 'uniqueness',
  weight: 1,
  zeroAt: 0.1,
  source: 'DAMA UK 2013: uniqueness',
  use: 'rule',
  params: Type.Object({
    columns: Type.Array(ColumnRef('A column'), { minItems: 1, maxItems: 10, description: 'The columns of the key' }),
  }),
  level: ({ log, params }) => (isText(log, params.columns) ? 'case' : levelOf(log, params.columns)),
  against: 'previous',
  async prepare({ log, params, run }) {
    const level = levelOf(log, params.columns);
    const columns = codedColumns(params.columns.map((name) => log.column(name)));
    const repeated = repeatedNumbers(joined(await run.reduce(keyPrints, { columns, level })));
    return repeated.length === 0 ? null : { context: { columns, level, repeated: new Set(repeated) } };
  },
  mark: (segment, _view, { columns, level, repeated }) =>
    rowsWhere(printsOf(segment, columns, level), (print) => repeated.has(print)),
  sql({ log, params }) {
    if (!isText(log, params.columns)) return null;
    const level = levelOf(log, params.columns);
    const names = params.columns.map((name) => ident(log.column(name).id));
    const known = joinSql(
      names.map((name) => sql`${name} is not null`),
      ' and ',
    );
    const key = joinSql(names, ', ');
    const rows =
      level === 'case'
        ? sql`select distinct segment, case_ix, ${key} from events where ${known}`
        : sql`select segment, case_ix, ${key} from events where ${known}`;
    return sql`select distinct segment, case_ix from (${rows})
      qualify count(*) over (partition by ${key}) > 1`;
  },
  statement: ({ rows, of }, { log, params }) =>
    state(english('{rows} of {of} rows share their key ({columns}) with another one.'), {
      ...{ rows, of },
      columns: params.columns.map((name) => log.column(name).name).join(' + '),
    }),
  advice: null,
  leaveOut: null,
});

/** Of events where any column is: a column of cases has its value at each event. */
function levelOf(log: Log, names: readonly string[]): 'event' | 'case' {
  const columns = names.map((name) => log.column(name));
  if (new Set(columns.map(({ id }) => id)).size < columns.length)
    invalid('quality.repeatedColumn', 'A key names each of its columns once.');
  return columns.every(({ level }) => level === 'case') ? 'case' : 'event';
}

const isText = (log: Log, names: readonly string[]): boolean => names.some((name) => log.column(name).class === 'text');
