import {
  Choice,
  COLUMNS,
  ColumnRef,
  type ColumnSpec,
  defineCalculator,
  defineKernel,
  invalid,
  Nullable,
  Type,
} from '#sdk';
import { type CaseKey, casePage } from '../kernels/case-page.ts';
import { CellValueSchema, cellValue, heldColumns, isHeld, isoOf, rawValues } from '../log/cell-values.ts';
import { needSingleCases } from '../views/single-cases.ts';

/** So many cases can be turned over page by page. */
const REACH = 100_000;

const params = Type.Object({
  page: Type.Integer({ default: 1, minimum: 1, description: 'Page to show, from 1' }),
  pageSize: Type.Integer({ default: 50, minimum: 1, maximum: 1000, description: 'Cases per page' }),
  sort: Choice(['start', 'end', 'duration', 'events', 'id'], {
    default: 'start',
    description: 'What the cases are sorted by; ties by start, then by id',
  }),
  descending: Type.Boolean({ default: false, description: 'Largest or latest first; unknown values stay last' }),
  columns: Type.Optional(
    Type.Array(ColumnRef('Column of cases', 'case'), {
      maxItems: 200,
      description: 'Attributes of cases to show; without it all of them',
    }),
  ),
  caseId: Type.Optional(Type.String({ description: 'Show only the case of exactly this id' })),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1000,
      description: 'Show only cases whose id holds this, in small letters or capitals',
    }),
  ),
});

const result = Type.Object({
  total: Type.Integer({ minimum: 0, description: 'Cases found' }),
  page: Type.Integer(),
  pageSize: Type.Integer(),
  columns: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), class: Type.String() })),
  rows: Type.Array(
    Type.Object({
      caseId: Type.String(),
      start: Nullable(Type.String({ description: 'ISO 8601, UTC' })),
      end: Nullable(Type.String()),
      durationMs: Nullable(Type.Number()),
      events: Type.Integer({ minimum: 0 }),
      attributes: Type.Record(Type.String(), CellValueSchema, { description: 'By name of the column' }),
    }),
  ),
});

interface RowsWanted {
  rows: readonly { segment: number; case: number }[];
  columns: readonly Pick<ColumnSpec, 'id' | 'class'>[];
}

/** Raw values of the wanted rows, row by row; 0 for rows of other segments, so that merging adds. */
const attributes = defineKernel<RowsWanted, Float64Array>({
  id: 'case-table.attributes',
  partial(segment, _view, { rows, columns }) {
    const found = new Float64Array(rows.length * columns.length);
    if (!rows.some((row) => row.segment === segment.index)) return found;
    columns.forEach((column, i) => {
      const values = rawValues(segment, column);
      rows.forEach((row, r) => {
        if (row.segment === segment.index) found[r * columns.length + i] = values[row.case]!;
      });
    });
    return found;
  },
  merge(a, b) {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! + b[i]!;
    return a;
  },
});

/** The cases of the view, page by page, in an order that does not depend on how they are stored. */
export default defineCalculator({
  id: 'case-table',
  version: 2,
  title: 'Case table',
  summary: 'Lists cases with their start, end, duration, number of events and attributes.',
  category: 'cases',
  params,
  result,
  view: 'case-table',
  examples: [
    {
      title: 'The two slowest orders',
      params: { sort: 'duration', descending: true, pageSize: 2, columns: ['case:channel'] },
      expect: {
        total: 6,
        rows: [
          {
            caseId: 'o6',
            start: '2024-01-06T09:00:00.000Z',
            end: '2024-01-07T09:00:00.000Z',
            durationMs: 86_400_000,
            events: 4,
            attributes: { 'case:channel': 'web' },
          },
          { caseId: 'o3', durationMs: 21_600_000, events: 5, attributes: { 'case:channel': 'shop' } },
        ],
      },
    },
    {
      title: 'One order by its id; nothing is known of its amount',
      params: { caseId: 'o5', columns: ['case:amount', 'case:member'] },
      expect: {
        total: 1,
        rows: [{ caseId: 'o5', events: 1, attributes: { 'case:amount': null, 'case:member': null } }],
      },
    },
  ],
  kernels: [attributes],
  async compute(log, p, run) {
    needSingleCases(run);
    const first = p.page * p.pageSize;
    if (first > REACH) {
      const message = `Only the first ${REACH} cases can be turned over; filter, sort another way, or export.`;
      invalid('case-table.tooFar', message, [{ pointer: '/params/page', message }]);
    }
    const columns = p.columns
      ? heldColumns(log, p.columns, 'case', '/params/columns')
      : log.columns.filter((c) => c.level === 'case' && isHeld(c) && !STANDARD.has(c.id));
    const { sort, descending } = p;
    const { total, cases } = await run.reduce(casePage, {
      ...{ sort, descending, first, caseId: p.caseId ?? null, search: p.search ?? null },
    });
    const page = cases.slice(first - p.pageSize);
    const rows = page.map(({ segment, case: c }) => ({ segment, case: c }));
    const wanted = { rows, columns: columns.map((column) => ({ id: column.id, class: column.class })) };
    const raw = page.length * columns.length > 0 ? await run.reduce(attributes, wanted) : new Float64Array(0);
    return {
      total,
      page: p.page,
      pageSize: p.pageSize,
      columns: columns.map((column) => ({ id: column.id, name: column.name, class: column.class })),
      rows: page.map((found, r) => ({
        ...rowOf(found),
        attributes: Object.fromEntries(
          columns.map((column, i) => [column.name, cellValue(log, column, raw[r * columns.length + i]!)]),
        ),
      })),
    };
  },
});

const STANDARD: ReadonlySet<string> = new Set([COLUMNS.caseId, COLUMNS.caseStart, COLUMNS.caseEnd]);

const rowOf = ({ id, start, end, duration, events }: CaseKey) => ({
  caseId: id,
  start: isoOf(start),
  end: isoOf(end),
  durationMs: Number.isNaN(duration) ? null : duration,
  events,
});
