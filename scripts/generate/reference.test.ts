import { expect, test } from 'bun:test';
import { ActivityRefs, Choice, ColumnRef, type Descriptor, Type } from '#sdk';
import { referenceTable, typeName } from './reference.ts';

test.each([
  [Type.Integer({ minimum: 1, maximum: 9 }), 'integer ≥ 1 ≤ 9'],
  [Type.Number({ exclusiveMinimum: 0 }), 'number > 0'],
  [Choice(['any', 'all']), '`any` or `all`'],
  [ActivityRefs(), 'list of activity'],
  [ColumnRef('a column'), 'column'],
  [Type.Array(Type.String()), 'list of text'],
])('type names %#', (schema, name) => expect(typeName(schema)).toBe(name));

test('one row per plug-in; bars and breaks do not tear the table', () => {
  const descriptor: Descriptor = {
    id: 'rare',
    version: 1,
    title: 'Rare | odd',
    summary: 'Keeps what is rare.',
    category: 'x',
    params: Type.Object({
      share: Type.Number({ default: 0.1, description: 'Share\nof cases' }),
      limit: Type.Optional(Type.Integer({ maximum: 5 })),
    }),
    examples: [],
  };
  const { path, text } = referenceTable('filters', [descriptor]);
  expect(path).toBe('docs/reference/filters.md');
  expect(text.split('\n').at(-2)).toBe(
    '| `rare` | Rare \\| odd | Keeps what is rare. | `share` (number, default `0.1`): Share of cases<br>`limit` (integer ≤ 5, optional) |',
  );
});
