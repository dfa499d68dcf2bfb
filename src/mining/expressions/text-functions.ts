import { joinSql, literal, sql, wholeNumber } from '#sdk';
import { asText, trimmed } from './convert.ts';
import type { Argument, ExpressionFunction } from './function.ts';
import { once } from './once.ts';
import { pattern, whole } from './written.ts';

const text: Argument = { name: 'text', type: 'text' };
const search: Argument = { name: 'search', type: 'text' };
/** Most characters that a place in a text is counted to. */
const FAR = 1_000_000;

export const TEXT_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    ...{ name: 'upper', group: 'text', gives: 'text', takes: [text] },
    summary: 'The text in capital letters.',
    build: ([of]) => sql`upper(${of!.sql})`,
    examples: [{ text: "upper('abc')", gives: 'ABC' }],
  },
  {
    ...{ name: 'lower', group: 'text', gives: 'text', takes: [text] },
    summary: 'The text in small letters.',
    build: ([of]) => sql`lower(${of!.sql})`,
    examples: [{ text: "lower('AbC')", gives: 'abc' }],
  },
  {
    ...{ name: 'trim', group: 'text', gives: 'text', takes: [text] },
    summary: 'The text without the blanks, tabs and line ends around it.',
    build: ([of]) => trimmed(of!.sql),
    examples: [{ text: "trim('  a b ')", gives: 'a b' }],
  },
  {
    ...{ name: 'length', group: 'text', gives: 'number', takes: [text] },
    summary: 'How many characters the text has.',
    build: ([of]) => sql`length(${of!.sql})::double`,
    examples: [{ text: "length('abc')", gives: 3 }],
  },
  {
    ...{ name: 'substring', group: 'text', gives: 'text' },
    takes: [
      text,
      { name: 'start', type: 'number', written: whole(1, FAR) },
      { name: 'length', type: 'number', written: whole(0, FAR), optional: true },
    ],
    summary: 'A part of the text: from the character `start`, counted from 1, as many as `length` says, or to the end.',
    build: ([of, start, length]) =>
      length
        ? sql`substring(${of!.sql}, ${wholeNumber(Number(start!.value))}, ${wholeNumber(Number(length.value))})`
        : sql`substring(${of!.sql}, ${wholeNumber(Number(start!.value))})`,
    examples: [
      { text: "substring('invoice', 3, 2)", gives: 'vo' },
      { text: "substring('invoice', 3)", gives: 'voice' },
    ],
  },
  {
    ...{ name: 'left', group: 'text', gives: 'text' },
    takes: [text, { name: 'length', type: 'number', written: whole(0, FAR) }],
    summary: 'The first characters of the text.',
    build: ([of, length]) => sql`left(${of!.sql}, ${wholeNumber(Number(length!.value))})`,
    examples: [{ text: "left('DE-4711', 2)", gives: 'DE' }],
  },
  {
    ...{ name: 'right', group: 'text', gives: 'text' },
    takes: [text, { name: 'length', type: 'number', written: whole(0, FAR) }],
    summary: 'The last characters of the text.',
    build: ([of, length]) => sql`right(${of!.sql}, ${wholeNumber(Number(length!.value))})`,
    examples: [{ text: "right('DE-4711', 4)", gives: '4711' }],
  },
  {
    ...{ name: 'replace', group: 'text', gives: 'text', takes: [text, search, { name: 'by', type: 'text' }] },
    summary: 'The text with every `search` in it replaced; an empty `search` is found nowhere.',
    build: ([of, from, by]) => sql`replace(${of!.sql}, ${from!.sql}, ${by!.sql})`,
    examples: [{ text: "replace('1.234', '.', '')", gives: '1234' }],
  },
  {
    ...{ name: 'contains', group: 'text', gives: 'boolean', takes: [text, search] },
    summary: 'Whether `search` stands in the text, capitals told apart.',
    build: ([of, part]) => sql`contains(${of!.sql}, ${part!.sql})`,
    examples: [{ text: "contains('invoice', 'voi')", gives: true }],
  },
  {
    ...{ name: 'begins', group: 'text', gives: 'boolean', takes: [text, search] },
    summary: 'Whether the text begins with `search`.',
    build: ([of, part]) => sql`starts_with(${of!.sql}, ${part!.sql})`,
    examples: [{ text: "begins('invoice', 'in')", gives: true }],
  },
  {
    ...{ name: 'ends', group: 'text', gives: 'boolean', takes: [text, search] },
    summary: 'Whether the text ends with `search`.',
    build: ([of, part]) => sql`suffix(${of!.sql}, ${part!.sql})`,
    examples: [{ text: "ends('invoice', 'in')", gives: false }],
  },
  {
    ...{ name: 'matches', group: 'text', gives: 'boolean' },
    takes: [text, { name: 'pattern', type: 'text', written: pattern }],
    summary: 'Whether the regular expression (RE2) is found anywhere in the text; `^` and `$` hold it to the whole.',
    build: ([of, regex]) => sql`regexp_matches(${of!.sql}, ${literal(String(regex!.value))})`,
    examples: [{ text: "matches('DE-4711', '^[A-Z]{2}-\\d+$')", gives: true }],
  },
  {
    ...{ name: 'split', group: 'text', gives: 'text' },
    takes: [text, { name: 'separator', type: 'text' }, { name: 'place', type: 'number', written: whole(-1000, 1000) }],
    summary:
      'A part of the text between separators: the first is 1, the last is -1; missing where there is none. An empty separator parts all characters.',
    // DuckDB takes a missing separator for one that is found nowhere.
    build: ([of, separator, place]) =>
      once(
        separator!.sql,
        (by) =>
          sql`case when ${by} is not null then list_extract(string_split(${of!.sql}, ${by}), ${wholeNumber(Number(place!.value))}) end`,
      ),
    examples: [
      { text: "split('a/b/c', '/', 2)", gives: 'b' },
      { text: "split('a/b/c', '/', -1)", gives: 'c' },
      { text: "split('a/b/c', '/', 4)", gives: null },
    ],
  },
  {
    ...{ name: 'concat', group: 'text', gives: 'text', takes: [{ name: 'value', type: 'any', repeated: true }] },
    summary: 'The values as one text, missing ones left out. The operator `&` is missing where one of its two is.',
    build: (given) =>
      sql`concat(${joinSql(
        given.map(({ sql: of, type }) => asText(of, type)),
        ', ',
      )})`,
    examples: [
      { text: "concat('order ', 7, missing, '!')", gives: 'order 7!' },
      { text: 'concat(missing)', gives: '' },
    ],
  },
];
