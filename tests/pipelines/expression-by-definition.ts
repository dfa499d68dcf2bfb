import type { ExampleCell } from '#sdk';
import type { Expression } from '../../src/mining/expressions/syntax.ts';
import {
  addTo,
  clockTime,
  differenceIn,
  Instant,
  numberText,
  PARTS,
  readNumber,
  readTime,
  writtenTime,
} from './times-by-definition.ts';

export type Value = ExampleCell | Instant;
export type Row = Readonly<Record<string, Value>>;

/** An expression computed as plainly as the reference says it, one row at a time, without SQL. */
export function definedValue(expression: Expression, row: Row): Value {
  const value = (part: Expression) => definedValue(part, row);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'column':
      return row[expression.name] ?? null;
    case 'negative': {
      const of = value(expression.of);
      return of === null ? null : -(of as number);
    }
    case 'not': {
      const of = value(expression.of);
      return of === null ? null : !of;
    }
    case 'binary':
      return binary(expression.operator, value(expression.left), value(expression.right));
    case 'missing':
      return (value(expression.of) === null) !== expression.negated;
    case 'in': {
      const found = among(value(expression.of), expression.among.map(value));
      return found === null ? null : found !== expression.negated;
    }
    case 'case': {
      const branch = expression.branches.find(({ when }) => value(when) === true);
      if (branch) return value(branch.result);
      return expression.otherwise ? value(expression.otherwise) : null;
    }
    case 'call':
      return called(expression.name, expression.given.map(value));
  }
}

function binary(operator: string, a: Value, b: Value): Value {
  if (operator === 'and') return a === false || b === false ? false : a === null || b === null ? null : true;
  if (operator === 'or') return a === true || b === true ? true : a === null || b === null ? null : false;
  if (a === null || b === null) return null;
  const [x, y] = [a as number, b as number];
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return y === 0 ? null : x / y;
    case '%':
      return y === 0 ? null : x % y;
    case '&':
      return `${a}${b}`;
    default: {
      const order = compare(a, b);
      return {
        '=': order === 0,
        '!=': order !== 0,
        '<': order < 0,
        '<=': order <= 0,
        '>': order > 0,
        '>=': order >= 0,
      }[operator]!;
    }
  }
}

/** Texts by their code points, as bytes of UTF-8 are ordered. */
function compare(a: Value, b: Value): number {
  if (a instanceof Instant) return compare(Number(a.us), Number((b as Instant).us));
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return Number(a) < Number(b) ? -1 : Number(a) > Number(b) ? 1 : 0;
}

function among(value: Value, list: readonly Value[]): boolean | null {
  if (value === null) return null;
  if (list.some((one) => one !== null && compare(value, one) === 0)) return true;
  return list.includes(null) ? null : false;
}

const extreme = (given: readonly Value[], sign: 1 | -1): Value =>
  given
    .filter((one) => one !== null)
    .reduce<Value>((best, one) => (best === null || sign * compare(one, best) > 0 ? one : best), null);

function asText(value: Value): string | null {
  if (value instanceof Instant) return writtenTime(value, 'iso', 'UTC');
  if (typeof value === 'number') return Number.isFinite(value) ? numberText(value) : null;
  return value === null ? null : String(value);
}

function called(name: string, given: readonly Value[]): Value {
  if (name === 'coalesce') return given.find((one) => one !== null) ?? null;
  if (name === 'min') return extreme(given, -1);
  if (name === 'max') return extreme(given, 1);
  if (name === 'concat') return given.map((one) => asText(one) ?? '').join('');
  if (name === 'blank') return given[0] === null || (typeof given[0] === 'string' && given[0].trim() === '');
  if (given.some((one) => one === null)) return null;
  const partOf = PARTS[name];
  if (partOf) return partOf(clockTime(given[0] as Instant, (given[1] as string | undefined) ?? 'UTC'));
  const [a, b, c] = given;
  const text = a as string;
  const number = a as number;
  switch (name) {
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
    case 'trim':
      return text.trim();
    case 'length':
      return [...text].length;
    case 'substring':
      return [...text]
        .slice((b as number) - 1, c === undefined ? undefined : (b as number) - 1 + (c as number))
        .join('');
    case 'left':
      return [...text].slice(0, b as number).join('');
    case 'right':
      return b === 0 ? '' : [...text].slice(-(b as number)).join('');
    case 'replace':
      return b === '' ? text : text.replaceAll(b as string, () => c as string);
    case 'contains':
      return text.includes(b as string);
    case 'begins':
      return text.startsWith(b as string);
    case 'ends':
      return text.endsWith(b as string);
    case 'matches':
      return new RegExp(b as string, 'u').test(text);
    case 'difference':
      return differenceIn(a as Instant, b as Instant, c as string);
    case 'add':
      return addTo(a as Instant, b as number, c as string);
    case 'time':
      return readTime(text, b as string, (c as string | undefined) ?? null);
    case 'format':
      return writtenTime(a as Instant, b as string, c as string);
    case 'split': {
      const parts = text === '' ? [''] : b === '' ? [...text] : text.split(b as string);
      const place = c as number;
      return (place > 0 ? parts[place - 1] : place < 0 ? parts.at(place) : undefined) ?? null;
    }
    case 'round': {
      const scale = 10 ** ((b as number | undefined) ?? 0);
      return (Math.sign(number) * Math.round(Math.abs(number * scale))) / scale;
    }
    case 'floor':
      return Math.floor(number);
    case 'ceiling':
      return Math.ceil(number);
    case 'abs':
      return Math.abs(number);
    case 'sqrt':
      return number < 0 ? null : Math.sqrt(number);
    case 'text':
      return asText(a!);
    case 'number':
      if (a instanceof Instant) return Number(a.us) / 1000;
      return typeof a === 'boolean' ? Number(a) : typeof a === 'string' ? readNumber(pointed(a, b as string)) : a!;
    case 'boolean':
      return typeof a === 'number'
        ? a === 1
          ? true
          : a === 0
            ? false
            : null
        : typeof a === 'string'
          ? readBoolean(a)
          : a instanceof Instant
            ? null
            : a!;
    default:
      throw new Error(`not defined: ${name}`);
  }
}

/** With a decimal comma, points group digits. */
const pointed = (text: string, decimal: string | undefined): string =>
  decimal === ',' ? text.replaceAll('.', '').replaceAll(',', '.') : text;

function readBoolean(text: string): boolean | null {
  const word = text.replace(/^ +| +$/g, '').toLowerCase();
  if (['true', 't', 'yes', 'y', '1', 'ja', 'j', 'wahr'].includes(word)) return true;
  return ['false', 'f', 'no', 'n', '0', 'nein', 'falsch'].includes(word) ? false : null;
}
