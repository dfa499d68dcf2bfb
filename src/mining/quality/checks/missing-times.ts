import { COLUMNS, english, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { missingRows } from '../row-marks.ts';
import { state } from '../statement.ts';

/** Events that do not say when they happened. */
export default defineMarkCheck({
  id: 'missing-times',
  title: 'Missing times',
  summary: 'Events without a time. They count in no duration.',
  dimension: 'completeness',
  weight: 3,
  zeroAt: 0.2,
  source: 'Bose, Mans, van der Aalst 2013: missing timestamps',
  use: 'always',
  params: Type.Object({}),
  level: () => 'event',
  prepare: ({ log }) => ({ context: log.column(COLUMNS.time) }),
  mark: (segment, _view, column) => missingRows(segment, column),
  statement: ({ rows, of }) => state(english('{rows} of {of} events have no time.'), { rows, of }),
  advice: null,
  leaveOut: 'rows',
});
