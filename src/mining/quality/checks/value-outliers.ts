import { english, Type } from '#sdk';
import { numberValueKernels } from '../../kernels/case-values.ts';
import { defineMarkCheck } from '../check.ts';
import { numberColumns } from '../coded-columns.ts';
import { factorParam } from '../outlier-factor.ts';
import { numberRows, robustBounds } from '../robust-bounds.ts';
import { state } from '../statement.ts';

/** Numbers far from the others of their column. */
export default defineMarkCheck({
  id: 'value-outliers',
  title: 'Unusual numbers',
  summary:
    'Numbers far from the median of their column, by the median absolute deviation, in difference as well as in ratio.',
  dimension: 'accuracy',
  weight: 0.5,
  zeroAt: 0.2,
  source: 'Iglewicz and Hoaglin 1993: modified z-score',
  use: 'always',
  params: Type.Object({ factor: factorParam() }),
  level: ({ column }) => column!.level,
  against: 'previous',
  columns: numberColumns,
  lacks: (log) => (numberColumns(log).length > 0 ? null : state(english('The log has no column of numbers.'))),
  async prepare({ column, params, run }) {
    const { id, level } = column!;
    const bounds = await robustBounds(run, numberValueKernels, { id, level }, params.factor);
    return bounds && { context: { id, level, bounds }, stated: { median: bounds.median } };
  },
  mark: (segment, _view, { id, level, bounds }) => numberRows(segment, { id, level }, bounds),
  statement: ({ rows, of }, { column }, { median }) =>
    column!.level === 'case'
      ? state(english('‘{column}’ is far from its median {median} in {rows} of {of} cases.'), {
          ...{ column: column!.name, rows, of, median: median! },
        })
      : state(english('‘{column}’ is far from its median {median} in {rows} of {of} events.'), {
          ...{ column: column!.name, rows, of, median: median! },
        }),
  advice: null,
  leaveOut: 'cases',
});
