import { CaseSupport, Choice, ColumnRef, defineCalculator, type Log, Type } from '#sdk';
import { columnProfile } from '../kernels/column-profile.ts';
import { byBytes } from '../log/byte-order.ts';

const params = Type.Object({
  column: ColumnRef('The column'),
  search: Type.String({
    default: '',
    maxLength: 200,
    description: 'Part of the value; letter case makes no difference',
  }),
  limit: Type.Integer({ default: 50, minimum: 1, maximum: 1000, description: 'Values to list' }),
});

const result = Type.Object({
  id: Type.String(),
  name: Type.String(),
  level: Choice(['case', 'event']),
  class: Choice(['category', 'boolean', 'number', 'time', 'text']),
  values: Type.Array(Type.Object({ value: Type.String(), cases: CaseSupport('Cases with this value') }), {
    description: 'Most frequent first; of numbers, times and texts there are none to choose from',
  }),
});

/** Index = code; the missing value is code 0. */
function valuesOf(log: Log, column: string, kind: string): readonly string[] {
  if (kind === 'boolean') return ['', 'false', 'true'];
  return kind === 'category' ? log.values(column) : [];
}

/** The values of a category that hold a text, by the number of cases that have them: for choosing one of many. */
export default defineCalculator({
  id: 'column-values',
  version: 1,
  title: 'Values of a column',
  summary: 'Lists the values of a column that hold a text, with the number of cases of each.',
  category: 'summary',
  params,
  result,
  view: 'column-values',
  examples: [
    {
      title: 'Channels that hold "O"',
      params: { column: 'case:channel', search: 'O' },
      // Shop: orders 3 and 4; phone: order 5.
      expect: {
        ...{ name: 'case:channel', level: 'case', class: 'category' },
        values: [
          { value: 'shop', cases: 2 },
          { value: 'phone', cases: 1 },
        ],
      },
    },
    { title: 'A number has no values to choose from', params: { column: 'case:amount' }, expect: { values: [] } },
  ],
  async compute(log, { column: ref, search, limit }, run) {
    const { id, name, level, class: kind } = log.column(ref);
    const all = valuesOf(log, id, kind);
    if (all.length === 0) return { id, name, level, class: kind, values: [] };
    const { support } = await run.reduce(columnProfile, { column: id, level, codes: all.length });
    const wanted = search.toLowerCase();
    const values = all
      .map((value, code) => ({ value, cases: support[code]! }))
      .filter(({ value, cases }, code) => code > 0 && cases > 0 && value.toLowerCase().includes(wanted))
      .toSorted((a, b) => b.cases - a.cases || byBytes(a.value, b.value))
      .slice(0, limit);
    return { id, name, level, class: kind, values };
  },
});
