import { COLUMNS, english, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { missingRows } from '../row-marks.ts';
import { state } from '../statement.ts';

/** Events that do not say what was done. */
export default defineMarkCheck({
  id: 'missing-activities',
  title: 'Missing activities',
  summary: 'Events without an activity.',
  dimension: 'completeness',
  weight: 3,
  zeroAt: 0.1,
  source: 'Bose, Mans, van der Aalst 2013: missing attribute values',
  use: 'always',
  params: Type.Object({}),
  level: () => 'event',
  prepare: ({ log }) => ({ context: log.column(COLUMNS.activity) }),
  mark: (segment, _view, column) => missingRows(segment, column),
  statement: ({ rows, of }) =>
    state(english('{rows} of {of} events do not say which activity they are.'), { rows, of }),
  advice: null,
  leaveOut: 'rows',
});
