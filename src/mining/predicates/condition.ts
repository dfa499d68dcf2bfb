import { Choice, type ColumnSpec, invalid, type Log, nearest, type Static, Type } from '#sdk';
import { EVERY_NUMBER, intervalsOf, nextAbove, nextBelow } from './intervals.ts';
import { type Moment, momentOf } from './moment.ts';
import type { ColumnTest } from './rows.ts';
import { TEXT_OPERATORS, textTest } from './text-test.ts';

const NUMBER_OPERATORS = ['=', '!=', 'one-of', '<', '<=', '>', '>=', 'between'] as const;
const BOOLEAN_OPERATORS = ['=', '!='] as const;

const Scalar = Type.Union([Type.String({ maxLength: 10_000 }), Type.Number(), Type.Boolean()]);
const scalar = (description: string) => Type.Optional(Type.Union(Scalar.anyOf, { description }));

/** The parameters of a condition on one column; a filter adds which column. */
export const conditionParams = {
  operator: Choice(
    [
      '=',
      '!=',
      'one-of',
      '<',
      '<=',
      '>',
      '>=',
      'between',
      'contains',
      'begins',
      'ends',
      'matches',
      'regex',
      'missing',
      'not-missing',
    ],
    {
      default: '=',
      description:
        'How values are compared. Text: =, !=, one-of, contains, begins, ends, matches (* any characters, ? one), ' +
        'regex (RE2, over the archive). Numbers and dates: =, !=, one-of, <, <=, >, >=, between. Yes/no: =, !=. ' +
        'A missing value meets only "missing"',
    },
  ),
  value: scalar(
    'What to compare with. A date is written 2024-01-31 (the whole day), 2024-01 (the whole month) or with a clock time',
  ),
  values: Type.Optional(Type.Array(Scalar, { minItems: 1, maxItems: 10_000, description: 'The values of "one-of"' })),
  from: scalar('Lower bound of "between", included'),
  to: scalar('Upper bound of "between", included'),
  ignoreCase: Type.Boolean({ default: false, description: 'Treat upper and lower case of text alike' }),
};
const Condition = Type.Object(conditionParams);
export type Condition = Static<typeof Condition>;

/**
 * The test that a condition means on a column. Ends in `invalid` when operator, value and column do not fit.
 * @param unknown whether a text that the column does not have is refused, or met by nothing
 */
export function columnTest(
  log: Log,
  column: ColumnSpec,
  p: Condition,
  zone: string,
  unknown: 'refused' | 'allowed' = 'refused',
): ColumnTest {
  checkOperator(column, p);
  if (column.class === 'text' || p.operator === 'regex') return { kind: 'archive', column: column.id };
  if (column.class === 'category')
    return { kind: 'codes', column: column.id, wanted: wantedValues(log, column, p, unknown) };
  if (column.class === 'boolean') return { kind: 'codes', column: column.id, wanted: wantedAnswers(column, p) };
  const parts = p.operator === 'missing' ? [] : numberIntervals(column, p, zone);
  return { kind: 'numbers', column: column.id, intervals: intervalsOf(parts), missing: p.operator === 'missing' };
}

/** Ends in `invalid` when the operator does not suit the column's class. */
export function checkOperator(column: ColumnSpec, { operator }: Condition): void {
  if (operator === 'missing' || operator === 'not-missing') return;
  const [holds, allowed]: [string, readonly string[]] =
    column.class === 'number' || column.class === 'time'
      ? [column.class === 'time' ? 'dates' : 'numbers', NUMBER_OPERATORS]
      : column.class === 'boolean'
        ? ['yes or no', BOOLEAN_OPERATORS]
        : ['text', TEXT_OPERATORS];
  if (allowed.includes(operator)) return;
  const list = [...allowed, 'missing', 'not-missing'].join(', ');
  invalid('filter.wrongOperator', `Column "${column.name}" holds ${holds}: "${operator}" does not apply. Use ${list}.`);
}

/** The values a condition compares with, at least one. */
export function operandsOf(p: Condition): (string | number | boolean)[] {
  const [names, operands] =
    p.operator === 'one-of'
      ? ['values', p.values ?? []]
      : p.operator === 'between'
        ? ['from and to', [p.from, p.to]]
        : ['value', [p.value]];
  const given = operands.filter((operand) => operand !== undefined);
  if (given.length === operands.length && given.length > 0) return given;
  return invalid('filter.missingOperand', `The operator "${p.operator}" needs ${names}.`);
}

/** Per code 0 or 1. The text predicate runs once over the dictionary. */
function wantedValues(log: Log, column: ColumnSpec, p: Condition, unknown: 'refused' | 'allowed'): Uint8Array {
  const values = log.values(column.id);
  const wanted = new Uint8Array(values.length);
  if (p.operator === 'missing') wanted[0] = 1;
  else if (p.operator === 'not-missing') wanted.fill(1, 1);
  else {
    const operands = operandsOf(p).map(String);
    const exact = p.operator === '=' || p.operator === '!=' || p.operator === 'one-of';
    if (exact && unknown === 'refused') checkKnown(column, values, operands, p);
    const matches = textTest(p.operator, operands, p.ignoreCase);
    for (let code = 1; code < values.length; code++) if (matches(values[code]!)) wanted[code] = 1;
  }
  return wanted;
}

function checkKnown(column: ColumnSpec, values: readonly string[], operands: readonly string[], p: Condition): void {
  const fold = p.ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text;
  const known = new Set(values.slice(1).map(fold));
  for (const operand of operands) {
    if (known.has(fold(operand))) continue;
    const near = nearest(operand, values.slice(1));
    const hint = near ? ` Did you mean "${near}"?` : '';
    invalid('filter.unknownValue', `Column "${column.name}" has no value "${operand}".${hint}`);
  }
}

function wantedAnswers(column: ColumnSpec, p: Condition): Uint8Array {
  if (p.operator === 'missing') return Uint8Array.of(1, 0, 0);
  if (p.operator === 'not-missing') return Uint8Array.of(0, 1, 1);
  const [operand] = operandsOf(p);
  const word = String(operand).trim().toLowerCase();
  const yes = word === 'true' || word === 'yes';
  if (!yes && word !== 'false' && word !== 'no') {
    invalid('filter.notYesOrNo', `Column "${column.name}" holds yes or no; "${operand}" is neither.`);
  }
  return yes === (p.operator === '=') ? Uint8Array.of(0, 0, 1) : Uint8Array.of(0, 1, 0);
}

function numberIntervals(column: ColumnSpec, p: Condition, zone: string): (readonly [number, number])[] {
  if (p.operator === 'not-missing') return [EVERY_NUMBER];
  const [least, most] = EVERY_NUMBER;
  const bounds = operandsOf(p).map((operand) => boundsOf(column, operand, zone));
  const [first, last] = bounds[0]!;
  switch (p.operator) {
    case '<':
      return [[least, nextBelow(first)]];
    case '<=':
      return [[least, last]];
    case '>':
      return [[nextAbove(last), most]];
    case '>=':
      return [[first, most]];
    case '!=':
      return [
        [least, nextBelow(first)],
        [nextAbove(last), most],
      ];
    case 'between':
      if (first <= bounds[1]![1]) return [[first, bounds[1]![1]]];
      return invalid('filter.emptyRange', `"from" lies after "to" for column "${column.name}".`);
    default:
      return bounds;
  }
}

function boundsOf(column: ColumnSpec, operand: string | number | boolean, zone: string): Moment | [number, number] {
  if (column.class === 'time' && typeof operand !== 'boolean') return momentOf(operand, zone);
  const number = typeof operand === 'string' && operand.trim() !== '' ? Number(operand) : operand;
  if (typeof number === 'number' && Number.isFinite(number)) return [number, number];
  return invalid('filter.notANumber', `Column "${column.name}" holds numbers; "${operand}" is not one.`);
}
