import { english, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { defineMarkCheck } from '../check.ts';
import { categories } from '../coded-columns.ts';
import { isDamaged, repaired } from '../damaged-text.ts';
import { codedRows } from '../row-marks.ts';
import { state } from '../statement.ts';
import { codesThat, valuesThat } from '../value-codes.ts';

/** Texts that were read in the wrong encoding. */
export default defineMarkCheck({
  id: 'encoding-damage',
  title: 'Damaged letters',
  summary: 'Texts with replacement characters (U+FFFD), or in UTF-8 that was read as Windows-1252, such as "prÃ¼fen".',
  dimension: 'accuracy',
  weight: 1,
  zeroAt: 0.05,
  source: 'Suriadi et al. 2017: distorted label',
  use: 'always',
  params: Type.Object({}),
  level: ({ column }) => column!.level,
  columns: categories,
  async prepare({ log, column, run }) {
    const wanted = codesThat(log, column!, isDamaged);
    if (!wanted) return null;
    const { id, level } = column!;
    const profile = await run.reduce(columnProfile, { column: id, level, codes: wanted.length });
    const values = log.values(id);
    return {
      context: { column: { id, level }, wanted },
      values: valuesThat(log, column!, wanted, profile, (code) => repaired(values[code]!)),
    };
  },
  mark: (segment, _view, { column, wanted }) => codedRows(segment, column, wanted),
  statement: ({ rows, of }, { column }) =>
    column!.level === 'case'
      ? state(english('‘{column}’ holds damaged letters in {rows} of {of} cases.'), { column: column!.name, rows, of })
      : state(english('‘{column}’ holds damaged letters in {rows} of {of} events.'), {
          column: column!.name,
          rows,
          of,
        }),
  advice: state(english('Load the file again in its right encoding, or correct the source.')),
  leaveOut: null,
});
