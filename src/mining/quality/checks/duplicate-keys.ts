import { andNotBits, COLUMNS, english, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { codedColumns, hasTexts, sourceColumns } from '../coded-columns.ts';
import { type CodedColumn, repeatedRows } from '../same-rows.ts';
import { state } from '../statement.ts';

/** Two events of one case with the same activity at the same instant that differ elsewhere. */
export default defineMarkCheck({
  id: 'duplicate-keys',
  title: 'Repeated keys',
  summary:
    'Events with case, activity, time and lifecycle of an earlier one that differ from it elsewhere: one of them is wrong, or the key is.',
  dimension: 'uniqueness',
  weight: 1,
  zeroAt: 0.2,
  source: 'DAMA UK 2013: uniqueness',
  use: 'always',
  params: Type.Object({}),
  level: () => 'event',
  prepare({ log }) {
    const keys = [COLUMNS.activity, COLUMNS.lifecycle].flatMap((id) => log.findColumn(id) ?? []);
    // Where texts may tell them apart, no two events are known to be equal.
    const all = hasTexts(log, 'event') ? null : sourceColumns(log).filter((column) => column.level === 'event');
    return { context: { keys: codedColumns(keys), all: all && codedColumns(all) } };
  },
  mark(segment, view, { keys, all }: { keys: CodedColumn[]; all: CodedColumn[] | null }) {
    const repeated = repeatedRows(segment, view, keys);
    return all === null ? repeated : andNotBits(repeated, repeatedRows(segment, view, all), repeated);
  },
  statement: ({ rows, of, cases }) =>
    state(
      english(
        '{rows} of {of} events have the activity and the time of an earlier one of their case, and differ ({cases} cases).',
      ),
      { rows, of, cases },
    ),
  advice: state(english('See whether a column that tells such events apart was left out where the file was loaded.')),
  leaveOut: 'rows',
});
