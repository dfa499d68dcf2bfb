import { english, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { defineMarkCheck } from '../check.ts';
import { categories } from '../coded-columns.ts';
import { isPlaceholder } from '../placeholders.ts';
import { codedRows } from '../row-marks.ts';
import { state } from '../statement.ts';
import { codesThat, valuesThat } from '../value-codes.ts';

/** Values that are written and say nothing: missing ones in disguise. */
export default defineMarkCheck({
  id: 'placeholder-values',
  title: 'Words for nothing',
  summary: 'Values such as "n/a", "null" or "-" that stand for a missing one.',
  dimension: 'completeness',
  weight: 0.5,
  zeroAt: 0.5,
  source: 'DAMA UK 2013: completeness; disguised missing data (Pearson 2006)',
  use: 'always',
  params: Type.Object({}),
  level: ({ column }) => column!.level,
  columns: categories,
  async prepare({ log, column, run }) {
    const wanted = codesThat(log, column!, isPlaceholder);
    if (!wanted) return null;
    const { level, id } = column!;
    const profile = await run.reduce(columnProfile, { column: id, level, codes: wanted.length });
    return { context: { column: { id, level }, wanted }, values: valuesThat(log, column!, wanted, profile) };
  },
  mark: (segment, _view, { column, wanted }) => codedRows(segment, column, wanted),
  statement: ({ rows, of }, { column }) =>
    column!.level === 'case'
      ? state(english('‘{column}’ holds a word for nothing in {rows} of {of} cases.'), {
          column: column!.name,
          rows,
          of,
        })
      : state(english('‘{column}’ holds a word for nothing in {rows} of {of} events.'), {
          ...{ column: column!.name, rows, of },
        }),
  advice: state(english('Name such words as missing where the file is loaded, or correct them in the source.')),
  leaveOut: null,
});
