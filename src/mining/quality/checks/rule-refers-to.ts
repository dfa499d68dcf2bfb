import { ColumnRef, english, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { idsAmong } from '../../kernels/ids-among.ts';
import { defineMarkCheck } from '../check.ts';
import { needCategory } from '../need-texts.ts';
import { codedRows } from '../row-marks.ts';
import { state } from '../statement.ts';
import { codesThat, valuesThat } from '../value-codes.ts';

/** A column whose values must name something that is there. */
export default defineMarkCheck({
  id: 'rule-refers-to',
  title: 'Refers to something known',
  summary:
    'Every value of the column is the id of a case, or a value of another column. Missing values are not looked at.',
  dimension: 'consistency',
  weight: 1,
  zeroAt: 0.1,
  source: 'ISO/IEC 25012: consistency (referential integrity)',
  use: 'rule',
  params: Type.Object({
    column: ColumnRef('The column that refers'),
    to: Type.String({
      default: 'case-id',
      minLength: 1,
      description: 'case-id, or the column to whose values it refers',
    }),
  }),
  level: ({ log, params }) => log.column(params.column).level,
  against: 'previous',
  async prepare({ log, params, run }) {
    const column = needCategory(log.column(params.column));
    const values = log.values(column.id);
    const known =
      params.to === 'case-id'
        ? await run.reduce(idsAmong, { values })
        : await valuesOf(needCategory(log.column(params.to)));
    const wanted = codesThat(log, column, (value) => !known.has(value));
    if (!wanted) return null;
    const { id, level } = column;
    const profile = await run.reduce(columnProfile, { column: id, level, codes: values.length });
    return { context: { column: { id, level }, wanted }, values: valuesThat(log, column, wanted, profile) };

    async function valuesOf(other: ReturnType<typeof needCategory>): Promise<Set<string>> {
      const names = log.values(other.id);
      const { counts } = await run.reduce(columnProfile, { column: other.id, level: other.level, codes: names.length });
      return new Set(names.filter((_, code) => code > 0 && counts[code]! > 0));
    }
  },
  mark: (segment, _view, { column, wanted }) => codedRows(segment, column, wanted),
  statement: ({ rows, of }, { log, params }) =>
    state(english('‘{column}’ refers to nothing that is there in {rows} of {of} rows.'), {
      ...{ column: log.column(params.column).name, rows, of },
    }),
  advice: null,
  leaveOut: 'rows',
});
