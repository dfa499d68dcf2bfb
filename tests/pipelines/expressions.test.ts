/** The expression language: its law (an independent evaluator agrees with DuckDB), its mistakes, and its limits. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { AppError, type CellType, type ExampleCell, sql } from '#sdk';
import { compileExpression } from '../../src/mining/expressions/compile.ts';
import { parseExpression } from '../../src/mining/expressions/parse.ts';
import { PipelineBench } from './bench.ts';
import { definedValue, type Row, type Value } from './expression-by-definition.ts';
import { Instant } from './times-by-definition.ts';

let bench: PipelineBench;
beforeAll(async () => {
  bench = await new PipelineBench().open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const COLUMNS = [
  { name: 'n', type: 'number' },
  { name: 'my number', type: 'number' },
  { name: 's', type: 'text' },
  { name: "it's [odd]", type: 'text' },
  { name: 'b', type: 'boolean' },
  { name: 't', type: 'time' },
  { name: 'until', type: 'time' },
] as const;
const TYPES = Object.fromEntries(COLUMNS.map(({ name, type }) => [name, type])) as Record<string, CellType>;

const numbers = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0.5, -1.25, 3.75, 0));
const texts = fc.oneof(
  fc.constantFrom('', 'a', 'ab', ' a b ', 'yes', 'NO', '12', '-3.5', '1e2', "it's", 'ä/ö', '𝄞x', 'a,b,c', '_1'),
  fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'B', ' ', '1', ',') }),
);
/** Around the nights in which clocks are changed, leap days, the ends of years, 1970. */
const times = fc
  .oneof(
    fc.constantFrom('2024-03-31T01:00:00Z', '2024-10-27T00:30:00.250Z', '2024-10-27T01:30:00Z', '2024-03-10T07:00:00Z'),
    fc.constantFrom('2024-02-29T23:59:59.999Z', '2020-12-31T23:30:00Z', '2021-01-03T12:00:00Z', '1970-01-01T00:00:00Z'),
    fc.constantFrom('1969-12-31T23:59:58.500Z', '2038-01-19T03:14:08Z', '2026-12-31T00:00:00Z', '2008-12-29T00:00:00Z'),
    fc.date({ min: new Date('1975-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
  )
  .map((when) => Instant.ofMs(new Date(when).getTime()));
const timeTexts = fc.constantFrom(
  ...[
    '2024-03-31T02:30:00',
    '2024-10-27 02:30',
    '2024-03-31T12:30:15Z',
    '2024-1-5 7:08',
    '2024-02-30',
    '31.03.2024 02:30',
  ],
  ...['2024-05-01T10:00:00+02:00', '2024-05-01T10:00:00.5-0530', '2024-05-01 10:00:00,25', '2024-05-01', '1711888215'],
  ...['27.10.2024 02:30', '1.2.2024 24:00', '171188821512', '1711888215.5', '2024-13-01', '2024-05-01 10:00 Z'],
);
const cell = <T extends Value>(values: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: values, weight: 4 }, { arbitrary: fc.constant(null), weight: 1 });
const rows = fc.record({
  n: cell(numbers),
  'my number': cell(numbers),
  s: cell(texts),
  "it's [odd]": cell(texts),
  b: cell(fc.boolean()),
  t: cell(times),
  until: cell(times),
});

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const written = (value: number) => (value < 0 ? `(${value})` : String(value));

/** Expressions of each type as texts, as a person could write them. */
const { number, text, boolean, time } = fc.letrec<Record<'number' | 'text' | 'boolean' | 'time', string>>((tie) => {
  const call = (name: string, ...parts: fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((given) => `${name}(${given.join(', ')})`);
  const [n, s, b, t] = [tie('number'), tie('text'), tie('boolean'), tie('time')];
  const small = fc.integer({ min: 1, max: 4 }).map(String);
  const among = (...words: string[]) => fc.constantFrom(...words.map(quoted));
  const zone = among('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham');
  const timeFormat = among('iso', 'YYYY-MM-DD HH:mm', 'DD.MM.YYYY HH:mm', 'YYYY-MM-DD', 'epoch-s', 'epoch-ms');
  const fixedUnit = ['milliseconds', 'seconds', 'minutes', 'hours', 'days', 'weeks'];
  const amount = fc.oneof(numbers.map(written), fc.constantFrom('n', 'n / 7', '[my number]'));
  const either = (of: fc.Arbitrary<string>) =>
    fc.oneof(
      fc.tuple(b, of, of).map(([when, x, y]) => `if(${when}, ${x}, ${y})`),
      fc.tuple(b, of, b, of).map(([p, x, q, y]) => `case when ${p} then ${x} when ${q} then ${y} end`),
      fc.tuple(of, of).map(([x, y]) => `coalesce(${x}, ${y})`),
      fc.tuple(of, of).map(([x, y]) => `min(${x}, missing, ${y})`),
    );
  const infix = (of: fc.Arbitrary<string>, ...operators: string[]) =>
    fc.tuple(of, fc.constantFrom(...operators), of).map(([x, sign, y]) => `((${x}) ${sign} (${y}))`);
  return {
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      numbers.map(written),
      fc.constantFrom('n', '[my number]'),
      infix(n, '+', '-', '*', '/', '%'),
      n.map((x) => `-(${x})`),
      ...['round', 'floor', 'ceiling', 'abs', 'number'].map((name) => call(name, n)),
      call('length', s),
      call('number', s),
      call('number', s, among('.', ',')),
      call('number', b),
      call('number', t),
      call('round', n, small),
      call('sqrt', n),
      ...['year', 'quarter', 'month', 'week', 'day', 'weekday', 'hour', 'minute', 'second'].flatMap((name) => [
        call(name, t),
        call(name, t, zone),
      ]),
      call('difference', t, t, among(...fixedUnit)),
      either(n),
    ),
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      texts.map(quoted),
      fc.constantFrom('s', "[it's [odd]]]"),
      infix(s, '&'),
      ...['upper', 'lower', 'trim', 'text'].map((name) => call(name, s)),
      ...[b, n, t].map((of) => call('text', of)),
      call('concat', s, b, n, t),
      timeTexts.map(quoted),
      call('format', t, timeFormat, zone),
      call('substring', s, small, small),
      call('substring', s, small),
      call('left', s, small),
      call('right', s, small),
      call('replace', s, s, s),
      call('split', s, fc.oneof(among(',', ' ', ''), s), fc.constantFrom('1', '2', '-1', '9', '0')),
      either(s),
    ),
    boolean: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('true', 'false', 'b', '(missing = true)'),
      infix(b, 'and', 'or', '=', '!='),
      b.map((x) => `not (${x})`),
      infix(n, '=', '!=', '<', '<=', '>', '>='),
      infix(s, '=', '!=', '<', '>='),
      infix(t, '=', '!=', '<', '<=', '>', '>='),
      call('matches', s, among('^[A-Z]', '\\d+', 'a|ä', '^$', '[, ]', 'b$', '^.{2,3}$', '\\w ', '[^a-z]', "'")),
      ...[t, n, b].map((of) => call('blank', of)),
      ...[t, b].map((of) => call('boolean', of)),
      ...['contains', 'begins', 'ends'].map((name) => call(name, s, s)),
      fc.tuple(fc.oneof(n, s, t), fc.boolean()).map(([x, not]) => `(${x}) is ${not ? 'not ' : ''}missing`),
      fc.tuple(n, n, n, fc.boolean()).map(([x, y, z, not]) => `(${x}) ${not ? 'not ' : ''}in (${y}, ${z}, missing)`),
      call('blank', s),
      call('boolean', s),
      call('boolean', n),
      either(b),
    ),
    time: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('t', 'until'),
      call('add', t, amount, among(...fixedUnit, 'months', 'years')),
      call('time', fc.oneof(timeTexts.map(quoted), s), timeFormat),
      call('time', fc.oneof(timeTexts.map(quoted), s), timeFormat, zone),
      either(t),
    ),
  };
});

const near = (a: ExampleCell, b: ExampleCell): boolean =>
  typeof a === 'number' && typeof b === 'number'
    ? a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
    : a === b;

const shown = (value: Value): ExampleCell => (value instanceof Instant ? value.iso : value);
const RUNS = Number(process.env.ADIT_TEST_EXPRESSIONS ?? 400);

test('an evaluator that knows no SQL agrees with DuckDB', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(number, text, boolean, time),
      fc.array(rows, { minLength: 1, maxLength: 4 }),
      async (expression, table) => {
        const { sql: value } = compileExpression(expression, COLUMNS);
        const lines = table.map((row) => COLUMNS.map(({ name }) => shown((row as Row)[name]!)));
        const { relation } = bench.table([COLUMNS.map(({ name }) => name), ...lines], TYPES);
        const found = await bench.rows(sql`select ${value} from ${relation} order by "row"`);
        table.forEach((row, i) => {
          const defined = definedValue(parseExpression(expression), row as Row);
          const plain = typeof defined === 'number' && !Number.isFinite(defined) ? null : shown(defined);
          if (!near(found[i]![0]!, plain))
            throw new Error(`${expression} of ${fc.stringify(row)}: DuckDB ${found[i]![0]}, by definition ${plain}`);
        });
      },
    ),
    { numRuns: RUNS },
  );
}, 1_200_000);

function mistakesOf(expression: string): string[] {
  try {
    compileExpression(expression, COLUMNS);
  } catch (error) {
    if (error instanceof AppError && error.code === 'expression.wrong')
      return error.details.map(({ message }) => message);
    throw error;
  }
  return [];
}

test.each([
  ['', 'at character 1: the end has no place here; a value, a column or a function is expected'],
  ['n +', 'at character 4: the end has no place here; a value, a column or a function is expected'],
  ['(n', 'at character 3: ")" is expected in the place of the end'],
  ["'abc", "at character 1: what begins with ' has no end; write ' behind it"],
  [
    'n ; drop',
    'at character 3: the sign ";" has no meaning here; a column with such a name is written in brackets: [;]',
  ],
  ['n adn b', 'at character 3: "adn" has no place here; an operator or the end is expected. Did you mean "and"?'],
  ['uper(s)', 'at character 1: there is no function "uper". Did you mean "upper"?'],
  ['[my nubmer]', 'at character 1: there is no column "my nubmer". Did you mean [my number]?'],
  ['n & s', 'at character 1: a text is expected; this is a number; text(…) makes a text of it'],
  [
    'n = s',
    'at character 3: both sides of a comparison must be of one type; here are a number and a text; number(…) reads it',
  ],
  ['round(n, s)', 'at character 10: a number is expected here, written out: the digits of "round"'],
  [
    "matches(s, '(?=a)')",
    'at character 12: a regular expression here looks neither ahead nor behind: (?=, (?!, (?<= and (?<! are not known',
  ],
  ["matches(s, '(')", expect.stringContaining('at character 12: the regular expression is not right')],
  [
    "year(time(s, 'iso'), 'Europe/Berln')",
    'at character 22: "Europe/Berln" is not a time zone. Did you mean "Europe/Berlin"?',
  ],
  [
    "difference(time(s, 'iso'), time(s, 'iso'), 'hour')",
    'at character 44: one of milliseconds, seconds, minutes, hours, days, weeks is expected. Did you mean "hours"?',
  ],
  ['if(n, 1, 2)', 'at character 4: yes or no is expected; this is a number'],
  ['upper()', 'at character 1: "upper" is written upper(text); here it has 0 values'],
])('%s', (expression, message) => {
  expect(mistakesOf(expression)).toEqual([message as string]);
});

test.each([
  ["split('a,b', text(number('x')), 1)", null],
  ["split('', '', 1)", ''],
  ['text(-0)', '0'],
  ['text(1e308 * 10)', null],
  ["time('20000000000000000000000000000000', 'epoch-s')", null],
  ["time('24-05-01T08:00:00Z', 'iso')", null],
])('%s gives %p', async (expression, value) => {
  expect(await bench.rows(sql`select ${compileExpression(expression, []).sql}`)).toEqual([[value]]);
});

test('what is always missing keeps its type, in functions and as a column', async () => {
  const { relation } = bench.table([['s'], ['a']], { s: 'text' });
  const nothing = "split(replace('', text(boolean('')), ''), ',', 1)";
  for (const [expression, type] of [
    [nothing, 'VARCHAR'],
    [`contains(${nothing}, ${nothing})`, 'BOOLEAN'],
    [`length(${nothing})`, 'DOUBLE'],
  ] as const) {
    const { sql: value } = compileExpression(expression, COLUMNS);
    expect(await bench.rows(sql`select ${value}, typeof(${value}) from ${relation}`)).toEqual([[null, type]]);
  }
});

test('every mistake is told at once', () => {
  expect(mistakesOf('x + y * z')).toHaveLength(3);
});

test('what is too large or too deep ends in a mistake, and never in the engine', () => {
  for (const text of [
    '('.repeat(5000),
    '-'.repeat(3000),
    'not '.repeat(2000),
    'n+'.repeat(3000),
    `${'if(b,'.repeat(200)}1`,
    'a'.repeat(10_001),
  ])
    expect(mistakesOf(text)).toHaveLength(1);
  const wide = Array.from({ length: 200 }, () => 'n').join(' + ');
  expect(mistakesOf(wide)).toEqual([]);
});

test('no value reaches the statement as text', () => {
  const { sql: value } = compileExpression(`s = '''; drop table x; --' and [it's [odd]]] != "x"`, COLUMNS);
  expect(value.text).not.toContain('drop');
  expect(value.values).toContain("'; drop table x; --");
});
