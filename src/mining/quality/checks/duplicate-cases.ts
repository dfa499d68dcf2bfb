import { Choice, COLUMNS, english, type Log, noBits, type Run, setBit, Type } from '#sdk';
import { caseFingerprints, fingerprintsOf, idsOf } from '../../kernels/case-fingerprints.ts';
import { hourOfDates } from '../../kernels/full-hours.ts';
import { joined } from '../../predicates/order-statistics.ts';
import { defineMarkCheck } from '../check.ts';
import { wallClock } from '../clock-rows.ts';
import { codedColumns, sourceColumns } from '../coded-columns.ts';
import { repeatedNumbers } from '../repeated-numbers.ts';
import { state } from '../statement.ts';

/** Cases that were recorded twice under two ids. */
export default defineMarkCheck({
  id: 'duplicate-cases',
  title: 'Duplicate cases',
  summary: 'Cases with the activities and the times of another case: all but the one whose id comes first.',
  dimension: 'uniqueness',
  weight: 1,
  zeroAt: 0.2,
  source: 'DAMA UK 2013: uniqueness',
  use: 'always',
  params: Type.Object({
    compare: Choice(['auto', 'times', 'everything'], {
      default: 'auto',
      description:
        'Whether further columns (but texts) must be equal as well; auto: only where most times are dates, which many cases share',
    }),
  }),
  level: () => 'case',
  against: 'previous',
  async prepare({ log, params, run }) {
    const everything = params.compare === 'everything' || (params.compare === 'auto' && (await areDates(log, run)));
    const asked = { columns: everything ? codedColumns(sourceColumns(log)) : null };
    const repeated = repeatedNumbers(joined(await run.reduce(caseFingerprints, asked)));
    if (repeated.length === 0) return null;
    const keepers = await run.reduce(idsOf, { ...asked, repeated });
    return { context: { ...asked, keepers }, stated: { compared: everything ? 'everything' : 'times' } };
  },
  mark(segment, view, { columns, keepers }) {
    const marked = noBits(segment.cases);
    const prints = fingerprintsOf(segment, view, columns);
    for (let c = 0; c < segment.cases; c++) {
      const keeper = keepers.get(prints[c]!);
      if (keeper !== undefined && segment.caseId(c) !== keeper) setBit(marked, c);
    }
    return marked;
  },
  statement: ({ rows, of }, _, { compared }) =>
    compared === 'times'
      ? state(english('{rows} of {of} cases have the activities and the times of another case.'), { rows, of })
      : state(english('{rows} of {of} cases equal another case in everything but the id.'), { rows, of }),
  advice: null,
  leaveOut: 'cases',
});

/** Dates tell cases apart less well than times do. */
const areDates = async (log: Log, run: Run): Promise<boolean> =>
  (await hourOfDates(run, wallClock(log, log.column(COLUMNS.time), run.zone), 0.5)) !== null;
