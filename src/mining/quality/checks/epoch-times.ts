import { english, noBits, setBit, Type } from '#sdk';
import { dayOf } from '../../log/local-time.ts';
import { offsetAt, zoneOffsets } from '../../log/zone-offsets.ts';
import { defineMarkCheck } from '../check.ts';
import { timeColumns } from '../coded-columns.ts';
import { state } from '../statement.ts';

const SECOND = 1000;
const DAY = 86_400_000;

/** Where clocks begin or end: Unix, Excel, OLE, Windows and COBOL, .NET, "for ever". */
const ORIGINS = [
  ...[dayOf(1970, 1, 1), dayOf(1900, 1, 1), dayOf(1899, 12, 30), dayOf(1899, 12, 31), dayOf(1601, 1, 1)],
  ...[dayOf(1, 1, 1), dayOf(9999, 12, 31)],
];

/** No zone is further from UTC than a day. */
const LAST_BEGINNING = 2 * DAY;
const END = dayOf(9999, 12, 30) * DAY;

/** Instants that programs write where they know none. */
export default defineMarkCheck({
  id: 'epoch-times',
  title: 'Times that stand for nothing',
  summary:
    'Instants at which a clock begins, such as 1 January 1970 or 1900: programs write them where they know none.',
  dimension: 'validity',
  weight: 2,
  zeroAt: 0.02,
  source: 'Bose, Mans, van der Aalst 2013: incorrect timestamps',
  use: 'always',
  params: Type.Object({}),
  level: ({ column }) => column!.level,
  columns: timeColumns,
  prepare({ column, run }) {
    const offsets = zoneOffsets(run.zone);
    // Midnight of UTC and of the dataset's zone, and whatever else was written of that second.
    const instants = ORIGINS.flatMap((day) => [day * DAY, day * DAY - offsetAt(offsets, day * DAY)]);
    const { id, level } = column!;
    return { context: { id, level, instants: [...new Set(instants)] } };
  },
  mark(segment, _view, { id, level, instants }) {
    const marked = noBits(segment[`${level}s`]);
    if (!segment.has(id)) return marked;
    const values = segment.numbers(id);
    for (let i = 0; i < values.length; i++) {
      const t = values[i]!;
      // Nearly all times lie between the beginnings of clocks and the end of time.
      if (t > LAST_BEGINNING && t < END) continue;
      if (instants.some((instant) => t >= instant && t < instant + SECOND)) setBit(marked, i);
    }
    return marked;
  },
  statement: ({ rows, of }, { column }) =>
    column!.level === 'case'
      ? state(english('‘{column}’ is the beginning of a clock in {rows} of {of} cases.'), {
          column: column!.name,
          rows,
          of,
        })
      : state(english('‘{column}’ is the beginning of a clock in {rows} of {of} events.'), {
          ...{ column: column!.name, rows, of },
        }),
  advice: null,
  leaveOut: 'rows',
});
