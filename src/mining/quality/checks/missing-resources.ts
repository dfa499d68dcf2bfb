import { COLUMNS, english, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { missingRows } from '../row-marks.ts';
import { state } from '../statement.ts';

/** Events that do not say who did them. */
export default defineMarkCheck({
  id: 'missing-resources',
  title: 'Missing resources',
  summary: 'Events without a resource, in a log that knows resources.',
  dimension: 'completeness',
  weight: 1,
  zeroAt: 1,
  source: 'Bose, Mans, van der Aalst 2013: missing resources',
  use: 'always',
  params: Type.Object({}),
  level: () => 'event',
  lacks: (log) =>
    log.findColumn(COLUMNS.resource) ? null : state(english('The log has no column that says who did something.')),
  prepare({ log }) {
    const context = log.column(COLUMNS.resource);
    return { context, subject: context.name };
  },
  mark: (segment, _view, column) => missingRows(segment, column),
  statement: ({ rows, of }) => state(english('{rows} of {of} events do not say who did them.'), { rows, of }),
  advice: state(
    english('Complete them in the source, or fill them in: the same value where nobody did it, such as a system.'),
  ),
  leaveOut: null,
});
