import { english, Type } from '#sdk';
import { caseValueKernels, caseValues } from '../../kernels/case-values.ts';
import { defineMarkCheck } from '../check.ts';
import { factorParam } from '../outlier-factor.ts';
import { outlierRows, robustBounds } from '../robust-bounds.ts';
import { state } from '../statement.ts';

const SOURCE = { of: 'duration' } as const;

/** Cases that took far longer, or far less, than the others. */
export default defineMarkCheck({
  id: 'duration-outliers',
  title: 'Unusual durations of cases',
  summary:
    'Cases whose duration is far from the median, by the median absolute deviation, in difference as well as in ratio.',
  dimension: 'accuracy',
  weight: 0.5,
  zeroAt: 0.2,
  source: 'Iglewicz and Hoaglin 1993: modified z-score',
  use: 'always',
  params: Type.Object({ factor: factorParam() }),
  level: () => 'case',
  against: 'previous',
  async prepare({ params, run }) {
    const bounds = await robustBounds(run, caseValueKernels, SOURCE, params.factor);
    return bounds && { context: bounds, stated: { median: { ms: bounds.median } } };
  },
  mark: (segment, view, bounds) => outlierRows(caseValues(segment, view, SOURCE), bounds),
  statement: ({ rows, of }, _, { median }) =>
    state(english('{rows} of {of} cases took unusually long or short; the median is {median}.'), {
      ...{ rows, of, median: median! },
    }),
  advice: null,
  leaveOut: 'cases',
});
