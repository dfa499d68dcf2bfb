import {
  CaseSupport,
  Choice,
  ColumnRef,
  defineCalculator,
  invalid,
  type Log,
  Nullable,
  type Run,
  type Static,
  Type,
} from '#sdk';
import { type GroupStatistics, groupStatistics } from '../kernels/group-statistics.ts';
import { valueKernels } from '../kernels/grouped-values.ts';
import { type AxisEntry, type LaidOutAxis, layOutAxis } from '../kernels/pivot-axis.ts';
import { type CellCounts, type Pivot, type PivotMeasure, pivotCells, pivotValues } from '../kernels/pivot-cells.ts';
import { dimensionOf, keyCounts } from '../kernels/pivot-keys.ts';
import { TIME_UNITS } from '../log/local-time.ts';

const HOUR = 3_600_000;
/** Cells are numbered in 16 bits. */
const MAX_CELLS = 65_000;
const MEASURES = [
  ...(['cases', 'events', 'mean-duration', 'median-duration', 'sum-duration', 'min-duration', 'max-duration'] as const),
  ...(['rework-share', 'mean', 'median', 'sum', 'min', 'max'] as const),
] as const;
type Measure = (typeof MEASURES)[number];

const Dimension = (description: string) =>
  Type.Object(
    {
      column: ColumnRef('Column to group by; "concept:name" is the activity of the view'),
      bucket: Type.Optional(Choice(TIME_UNITS, { description: 'Of a time: the unit to group by; months by default' })),
      width: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Of a number: the width of a bin' })),
    },
    { additionalProperties: false, description },
  );

const params = Type.Object({
  rows: Dimension('What the rows are'),
  columns: Type.Optional(Dimension('What the columns are')),
  measure: Choice(MEASURES as unknown as [Measure, ...Measure[]], {
    default: 'cases',
    description: 'What stands in the cells; durations are those of whole cases, in milliseconds',
  }),
  of: Type.Optional(ColumnRef('For mean, median, sum, min and max: the number column')),
  top: Type.Integer({ default: 10, minimum: 1, maximum: 1000, description: 'Categories to show; the rest is "other"' }),
});

const Kind = Choice(['value', 'other', 'missing'], { description: 'A value, all values not shown, or no value' });
const Entry = Type.Object({ kind: Kind, label: Nullable(Type.String()), cases: CaseSupport() });
const Key = Type.Object({ kind: Kind, label: Nullable(Type.String()) });
const result = Type.Object({
  measure: Type.String(),
  rows: Type.Array(Entry),
  columns: Nullable(Type.Array(Entry)),
  cells: Type.Array(
    Type.Object({
      row: Key,
      column: Nullable(Key),
      cases: CaseSupport('Cases that fall into the cell, with one of their events at least'),
      events: Type.Integer({ description: 'Events in the cell' }),
      value: Nullable(Type.Number({ description: 'The measure; null where no case of the cell has it' })),
    }),
  ),
  total: Type.Object({ cases: CaseSupport(), events: Type.Integer() }),
});

const kernels = valueKernels<{ pivot: Pivot; measure: PivotMeasure }>('breakdown', pivotValues);

function measureOf(log: Log, p: Static<typeof params>): PivotMeasure | null {
  if (p.measure === 'cases' || p.measure === 'events') return null;
  if (p.measure === 'rework-share') return { of: 'rework' };
  if (p.measure.endsWith('-duration')) return { of: 'duration' };
  if (p.of === undefined) {
    return invalid(
      'breakdown.noColumn',
      `The measure "${p.measure}" needs "of": the number column that it is taken of.`,
      [{ pointer: '/params/of', message: 'missing' }],
    );
  }
  const column = log.column(p.of);
  if (column.class !== 'number') {
    invalid('breakdown.notANumber', `Column "${column.name}" holds ${column.class} values, not numbers.`, [
      { pointer: '/params/of', message: 'not a number column' },
    ]);
  }
  return { of: column.level === 'case' ? 'case-number' : 'event-number', column: column.id };
}

function measured(
  measure: Measure,
  statistics: GroupStatistics | undefined,
  cases: number,
  events: number,
): number | null {
  if (!statistics) return measure === 'cases' ? cases : events;
  const name = measure.replace('-duration', '');
  if (name === 'median') return statistics.percentiles[0]!;
  if (name === 'rework-share') return statistics.mean;
  return statistics[name as 'mean' | 'sum' | 'min' | 'max'];
}

/** Entries with the cases of "other" counted. */
async function entriesOf(run: Run, { axis, entries }: LaidOutAxis, known: CellCounts | null): Promise<AxisEntry[]> {
  if (entries.every(({ kind }) => kind !== 'other')) return entries;
  const counts = known ?? (await run.reduce(pivotCells, { axes: [axis], cells: axis.entries }));
  return entries.map((entry, i) => ({ ...entry, cases: counts.cases[i]! }));
}

function pivotOf(axes: readonly LaidOutAxis[]): Pivot {
  const cells = axes.reduce((product, { axis }) => product * axis.entries, 1);
  if (cells > MAX_CELLS) {
    invalid('breakdown.tooManyCells', `Rows and columns make ${cells} cells, more than ${MAX_CELLS}; choose fewer.`);
  }
  const [first, second] = axes.map(({ axis }) => axis);
  return { axes: second ? [first!, second] : [first!], cells };
}

/**
 * A pivot: any measure by one or two columns of cases or events. A case-level value puts the whole case into one group; by
 * a column of events (activity, resource, time …) a case counts once in every group that one of its events falls into, so
 * groups overlap. Measures of cases (durations, rework) are those of the whole case; a number column of events is taken
 * event by event. Durations run on the view's clock; days and months are those of the dataset's zone. Empty cells are left out.
 */
export default defineCalculator({
  id: 'breakdown',
  version: 1,
  title: 'Breakdown',
  summary: 'Breaks cases, events, durations, rework or any number down by one or two attributes.',
  category: 'rates and values',
  params,
  result,
  view: 'breakdown',
  examples: [
    {
      title: 'Mean duration of orders by channel',
      params: { rows: { column: 'case:channel' }, measure: 'mean-duration' },
      expect: {
        rows: [
          { kind: 'value', label: 'web', cases: 3 },
          { kind: 'value', label: 'shop', cases: 2 },
          { kind: 'value', label: 'phone', cases: 1 },
        ],
        columns: null,
        cells: [
          // Orders 1, 2 and 6: 4, 3 and 24 hours; 3 and 4: 6 and 4 hours; 5: one event.
          { row: { kind: 'value', label: 'web' }, column: null, cases: 3, events: 12, value: (31 / 3) * HOUR },
          { row: { kind: 'value', label: 'shop' }, column: null, cases: 2, events: 10, value: 5 * HOUR },
          { row: { kind: 'value', label: 'phone' }, column: null, cases: 1, events: 1, value: 0 },
        ],
        total: { cases: 6, events: 23 },
      },
    },
  ],
  kernels: Object.values(kernels),
  async compute(log, p, run) {
    const dimensions = [dimensionOf(log, run.zone, p.rows, '/params/rows')];
    if (p.columns) dimensions.push(dimensionOf(log, run.zone, p.columns, '/params/columns'));
    const measure = measureOf(log, p);
    const counted = await Promise.all(dimensions.map((dimension) => run.reduce(keyCounts, dimension)));
    const axes = dimensions.map((dimension, i) => layOutAxis(log, dimension, counted[i]!, p.top));
    const pivot = pivotOf(axes);
    run.progress(0.3);
    const counts = await run.reduce(pivotCells, pivot);
    const percentiles = p.measure.startsWith('median') ? [50] : [];
    const source = measure && { pivot, measure };
    const statistics = source ? await groupStatistics(run, kernels, source, pivot.cells, percentiles) : [];
    const [rows, columns] = await Promise.all(
      axes.map((axis) => entriesOf(run, axis, axes.length === 1 ? counts : null)),
    );
    const key = ({ kind, label }: AxisEntry) => ({ kind, label });
    const width = columns?.length ?? 1;
    const cells = Array.from(counts.cases, (cases, cell) => ({
      row: key(rows![Math.floor(cell / width)]!),
      column: columns ? key(columns[cell % width]!) : null,
      cases,
      events: counts.events[cell]!,
      value: measured(p.measure, statistics[cell], cases, counts.events[cell]!),
    }));
    return {
      measure: p.measure,
      rows: rows!,
      columns: columns ?? null,
      cells: cells.filter(({ cases }) => cases > 0),
      total: { cases: counts.allCases, events: counts.allEvents },
    };
  },
});
