import { COLUMNS, english, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { defineMarkCheck } from '../check.ts';
import { codedRows } from '../row-marks.ts';
import { state } from '../statement.ts';
import { codesThat, valuesThat } from '../value-codes.ts';

/** Activities that nobody expects. */
export default defineMarkCheck({
  id: 'unknown-activities',
  title: 'Unknown activities',
  summary:
    'Events of activities that are not among those that are known: of a kept model, a list, or the version before.',
  dimension: 'validity',
  weight: 1,
  zeroAt: 0.2,
  source: 'DAMA UK 2013: validity; Suriadi et al. 2017: distorted label',
  use: 'always',
  params: Type.Object({
    known: Type.Array(Type.String({ maxLength: 10_000 }), {
      ...{ default: [], maxItems: 10_000 },
      description: 'Names of the activities that are known; without any, nothing is checked',
    }),
  }),
  level: () => 'event',
  lacks: (_log, { known }) => (known.length > 0 ? null : state(english('No activities are said to be known.'))),
  async prepare({ log, params, run }) {
    const known = new Set(params.known);
    const column = log.column(COLUMNS.activity);
    const wanted = codesThat(log, column, (name) => !known.has(name));
    if (!wanted) return null;
    const { id, level } = column;
    const profile = await run.reduce(columnProfile, { column: id, level, codes: wanted.length });
    const values = valuesThat(log, column, wanted, profile);
    const names = wanted.reduce((n, one, code) => n + (one === 1 && profile.support[code]! > 0 ? 1 : 0), 0);
    return { context: { column: { id, level }, wanted }, values, stated: { names } };
  },
  mark: (segment, _view, { column, wanted }) => codedRows(segment, column, wanted),
  statement: ({ rows, of }, _, { names }) =>
    state(english('Activities that are not known: {names} ({rows} of {of} events).'), { rows, of, names: names! }),
  advice: state(english('Add them to what is known where they are right.')),
  leaveOut: 'rows',
});
