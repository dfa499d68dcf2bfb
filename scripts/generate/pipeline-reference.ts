import type { ExampleCell, Transform } from '#sdk';
import { type ExpressionFunction, type FunctionGroup, signatureOf } from '../../src/mining/expressions/function.ts';
import { WORDS } from '../../src/mining/expressions/syntax.ts';
import type { GeneratedFile } from './project.ts';
import { cell, paramsCell } from './reference.ts';

const HEAD = '<!-- Written by `bun run generate` from the declarations in the source; do not edit. -->';

const shown = (value: ExampleCell): string =>
  value === null ? 'missing' : typeof value === 'string' ? `'${value}'` : String(value);

const GROUPS: readonly FunctionGroup[] = ['text', 'numbers', 'times', 'conversion', 'missing values'];

/** The manual's page of the expression language: how it is written, and every function with examples that are tests. */
export function expressionsReference(functions: readonly ExpressionFunction[]): GeneratedFile {
  const rowOf = (f: ExpressionFunction) => {
    const examples = f.examples.map(({ text, gives }) => `\`${text}\` → \`${shown(gives)}\``);
    return `| \`${signatureOf(f)}\` | ${cell(f.summary)} | ${cell(examples.join('<br>'))} |`;
  };
  const groups = GROUPS.flatMap((group) => [
    `## Functions: ${group}`,
    '',
    '| function | what it gives | examples |',
    '|---|---|---|',
    ...functions.filter((f) => f.group === group).map(rowOf),
    '',
  ]);
  const text = [
    '# The expression language',
    '',
    HEAD,
    '',
    'Expressions compute columns and choose rows in [pipelines](../pipelines.md). An expression reads the columns of one row and',
    'nothing else: no file, no clock, no other row. It is checked before anything runs, and compiled to SQL with bound values.',
    '',
    '| written | means |',
    '|---|---|',
    '| `12`, `0.5`, `1e3` · `\'text\'` or `"text"` (the quote inside twice) · `true`, `false` · `missing` | values |',
    '| `amount` · `[Order date]` (a `]` inside twice) | a column; in brackets it may have any name. Capitals are told apart |',
    '| `+ - * / %` | numbers; division by zero is missing, and so is what becomes larger than any number |',
    '| `&` | two texts as one; missing where one of them is |',
    '| `= != < <= > >=` (also `<>`, `==`) | a comparison of two values of one type; missing where one of them is |',
    '| `x in (a, b)` · `x not in (a, b)` | whether it is one of the values |',
    '| `x is missing` · `x is not missing` | whether there is a value |',
    '| `not a` · `a and b` · `a or b` | in this order of strength; what is not known stays so, unless the other side decides |',
    '| `if(condition, value, otherwise)` · `case when a then x when b then y else z end` | the value of the first condition that is true; missing where none is and nothing is said |',
    '',
    'Types are text, number, yes or no, and time, and none becomes another by itself: `number(…)`, `text(…)`, `boolean(…)` and',
    `\`time(…)\` convert. Words of the language (${WORDS.map((word) => `\`${word}\``).join(', ')}) are columns only in brackets.`,
    'Values of a function that say `zone`, `format`, `unit`, `pattern` or how many characters must be written out, so that they are',
    'checked before the first row. An expression has at most 10,000 characters, and at most 64 expressions inside each other.',
    '',
    ...groups,
  ].join('\n');
  return { path: 'docs/reference/expressions.md', text };
}

const ROWS: Readonly<Record<Transform['rows'], string>> = {
  ...{ same: 'each stays', fewer: 'some go', other: 'new ones come in their place' },
};

/** The manual's page of the transforms of pipelines, with their examples. */
export function transformsReference(transforms: readonly Transform[]): GeneratedFile {
  const rows = transforms.map(
    (t) => `| [\`${t.id}\`](#${t.id}) | ${cell(t.title)} | ${cell(t.summary)} | ${ROWS[t.rows]} | ${paramsCell(t)} |`,
  );
  const table = (lines: readonly (readonly ExampleCell[])[]) => [
    `| ${lines[0]!.map((name) => cell(String(name))).join(' | ')} |`,
    `|${lines[0]!.map(() => '---|').join('')}`,
    ...lines
      .slice(1)
      .map((line) => `| ${line.map((value) => (value === null ? '' : cell(String(value)))).join(' | ')} |`),
    '',
  ];
  const examples = transforms.flatMap(({ id, examples }) => [
    `## ${id}`,
    '',
    ...examples.flatMap(({ title, params, expect }) => [
      `${title}: \`${JSON.stringify(params)}\``,
      '',
      ...table(expect.input),
      ...(expect.other ? ['with', '', ...table(expect.other.rows)] : []),
      'becomes',
      '',
      ...table(expect.output),
      ...(expect.failed ? [`Failed rows: ${expect.failed.map((reason) => `*${cell(reason)}*`).join(', ')}`, ''] : []),
    ]),
  ]);
  const text = [
    '# Transforms',
    '',
    HEAD,
    '',
    'The steps of [pipelines](../pipelines.md). Every example below is run as a test.',
    '',
    '| id | title | what it does | rows | parameters |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...examples,
  ].join('\n');
  return { path: 'docs/reference/transforms.md', text };
}
