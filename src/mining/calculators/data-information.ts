import { CaseSupport, Choice, ColumnRef, type ColumnSpec, defineCalculator, type Log, Nullable, Type } from '#sdk';
import { type ColumnProfile, columnProfile } from '../kernels/column-profile.ts';
import { byBytes } from '../log/byte-order.ts';

const params = Type.Object({
  columns: Type.Optional(Type.Array(ColumnRef('A column'), { description: 'Columns to describe; all by default' })),
  examples: Type.Integer({
    default: 5,
    minimum: 0,
    maximum: 1000,
    description: 'Most frequent values to show per column',
  }),
});

/** A number, or an instant in ISO 8601 UTC. */
const Value = Nullable(Type.Union([Type.Number(), Type.String()]));
const Count = Nullable(Type.Integer());
const result = Type.Object({
  columns: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      level: Choice(['case', 'event']),
      class: Choice(['category', 'boolean', 'number', 'time', 'text']),
      cases: CaseSupport('Cases with a value; of a text column, all cases of the log'),
      entries: Count,
      missing: Count,
      distinct: Count,
      distinctExact: Type.Boolean({ description: 'False: at least so many; counting stopped' }),
      min: Value,
      max: Value,
      mean: Value,
      examples: Type.Array(Type.Object({ value: Type.String(), cases: CaseSupport('Cases with this value') })),
    }),
  ),
});

const ownFields = ({ id, name, level, class: kind }: ColumnSpec) => ({ id, name, level, class: kind });

/** Texts lie in the archive alone: nothing is counted here. */
const unprofiled = (column: ColumnSpec, log: Log) => ({
  ...ownFields(column),
  cases: log.cases,
  entries: null,
  missing: null,
  distinct: null,
  distinctExact: false,
  ...{ min: null, max: null, mean: null, examples: [] },
});

function describe(column: ColumnSpec, profile: ColumnProfile, values: readonly string[], limit: number) {
  const { cases, entries, missing, min, max, sum, rest } = profile;
  const base = { ...ownFields(column), cases, entries, missing };
  if (values.length > 0) {
    const found = values.flatMap((value, code) => {
      const support = profile.support[code]!;
      return code > 0 && support > 0 ? [{ value, cases: support }] : [];
    });
    const examples = found.toSorted((a, b) => b.cases - a.cases || byBytes(a.value, b.value)).slice(0, limit);
    return { ...base, distinct: found.length, distinctExact: true, min: null, max: null, mean: null, examples };
  }
  const show = column.class === 'time' ? instant : (value: number) => value;
  const known = entries > missing;
  return {
    ...base,
    distinct: profile.distinct.length,
    distinctExact: profile.distinctExact,
    min: known ? show(min) : null,
    max: known ? show(max) : null,
    mean: known ? show((sum + rest) / (entries - missing)) : null,
    examples: [],
  };
}

function instant(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Index = code; empty for numbers and times. */
function valuesOf(log: Log, column: ColumnSpec): readonly string[] {
  if (column.class === 'boolean') return ['', 'false', 'true'];
  return column.class === 'category' ? log.values(column.id) : [];
}

/** What the columns of the log hold in the view: at case level over cases, at event level over events. */
export default defineCalculator({
  id: 'data-information',
  version: 1,
  title: 'Data information',
  summary: 'Lists the columns with class, level, missing and distinct values, extremes, means and examples.',
  category: 'summary',
  params,
  result,
  view: 'data-information',
  examples: [
    {
      title: 'A category, a number and a yes/no',
      params: { columns: ['case:channel', 'case:amount', 'urgent'], examples: 2 },
      expect: {
        columns: [
          {
            ...{
              name: 'case:channel',
              level: 'case',
              class: 'category',
              cases: 6,
              entries: 6,
              missing: 0,
              distinct: 3,
            },
            examples: [
              { value: 'web', cases: 3 },
              { value: 'shop', cases: 2 },
            ],
          },
          {
            ...{ name: 'case:amount', level: 'case', class: 'number', cases: 5, entries: 6, missing: 1, distinct: 5 },
            ...{ min: 100, max: 600, mean: 320, examples: [] },
          },
          {
            // Given at each of the six decisions: true in order 6 alone.
            ...{ name: 'urgent', level: 'event', class: 'boolean', cases: 5, entries: 23, missing: 17, distinct: 2 },
            examples: [
              { value: 'false', cases: 4 },
              { value: 'true', cases: 1 },
            ],
          },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const wanted = p.columns ? p.columns.map((ref) => log.column(ref)) : log.columns;
    const columns = [];
    for (const [i, column] of wanted.entries()) {
      if (column.class === 'text') {
        columns.push(unprofiled(column, log));
        continue;
      }
      const values = valuesOf(log, column);
      const profile = await run.reduce(columnProfile, { column: column.id, level: column.level, codes: values.length });
      columns.push(describe(column, profile, values, p.examples));
      run.progress((i + 1) / wanted.length);
    }
    return { columns };
  },
});
