import { expect, test } from 'bun:test';
import { Value } from '@sinclair/typebox/value';
import { shownDialect } from './dialect-form.ts';
import { type MappingFields, MappingForm, mappingFrom, shownAs } from './mapping-form.ts';

/** The form as it stands when it was shown, with what the person changed. */
function sent(changes: Partial<MappingFields>): MappingFields {
  const rows = [
    ['id', 'case', '', ''],
    ['what', 'activity', '', ''],
    ['when', 'timestamp', '', 'iso'],
    ['amount', 'event-attribute', 'number', ''],
  ] as const;
  const dialect = {
    encoding: 'auto',
    delimiter: ',',
    quote: '"',
    decimal: '.',
    header: 'yes',
    skip: '0',
    missing: '',
    sheet: '',
    records: '',
  };
  return {
    ...(Value.Create(MappingForm) as MappingFields),
    ...{ column: rows.map(([c]) => c), role: rows.map(([, r]) => r), type: rows.map(([, , t]) => t) },
    ...{ format: rows.map(([, , , f]) => f), shown: rows.map(([, r, t, f]) => shownAs(r, t, f)) },
    ...{ ...dialect, shownDialect: shownDialect(dialect) },
    ...changes,
  };
}

test('what stands as it was shown was not said: proposals stay proposals', () => {
  expect(mappingFrom(sent({}))).toEqual({ columns: [] });
});

test('what differs was said, and what was said before stays', () => {
  const base = JSON.stringify({ columns: [{ column: 'id', role: 'case' }] });
  const role = ['case', 'activity', 'start', 'case-attribute'];
  const type = ['', '', '', 'category'];
  expect(mappingFrom(sent({ base, role, type })).columns).toEqual([
    { column: 'id', role: 'case' },
    { column: 'when', drop: false, role: 'start', format: 'iso' },
    { column: 'amount', drop: false, role: 'attribute', level: 'case', type: 'category' },
  ]);
});

test('a column left out, a format, a type that stays a proposal while the level is said', () => {
  const dropped = sent({ role: ['case', 'activity', 'timestamp', 'drop'] });
  expect(mappingFrom(dropped).columns).toEqual([{ column: 'amount', drop: true }]);
  const format = sent({ format: ['', '', ' DD.MM.YYYY ', ''] });
  expect(mappingFrom(format).columns).toEqual([
    { column: 'when', drop: false, role: 'timestamp', format: 'DD.MM.YYYY' },
  ]);
  const level = sent({ role: ['case', 'activity', 'timestamp', 'case-attribute'] });
  expect(mappingFrom(level).columns).toEqual([{ column: 'amount', drop: false, role: 'attribute', level: 'case' }]);
});

test('how the text is written: only when it was changed; a tab and no quote have names', () => {
  expect(mappingFrom(sent({ delimiter: 'tab', quote: 'none', header: 'no', missing: 'NULL, n/a' })).dialect).toEqual({
    ...{ encoding: 'auto', delimiter: '\t', quote: '', escape: '', header: false, skip: 0, decimal: '.' },
    missing: ['NULL', 'n/a'],
  });
});

test('with other signs the file has other columns: what was said of the former ones is forgotten', () => {
  const base = JSON.stringify({ columns: [{ column: 'id', role: 'case' }] });
  expect(mappingFrom(sent({ base, delimiter: ';' })).columns).toEqual([]);
  expect(mappingFrom(sent({ base, decimal: ',' })).columns).toEqual([{ column: 'id', role: 'case' }]);
});

test.each([
  ['no JSON', { base: '{' }],
  ['a list', { base: '[]' }],
  ['a role that there is not', { role: ['case', 'activity', 'timestamp', 'queen'] }],
])('a garbled form is refused: %s', (_, changes) => {
  expect(() => mappingFrom(sent(changes as Partial<MappingFields>))).toThrow('Open this page again');
});
