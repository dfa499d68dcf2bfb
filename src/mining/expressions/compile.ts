import { type CellType, cellAt, joinSql, nearest, type Sql, sql, type TableColumn } from '#sdk';
import { expressionFault, type Mistake } from './expression-fault.ts';
import { type Argument, type ExpressionFunction, type Given, signatureOf } from './function.ts';
import { FUNCTIONS } from './functions.ts';
import { once } from './once.ts';
import { parseExpression } from './parse.ts';
import { ARITHMETIC, type COMPARISONS, type Expression } from './syntax.ts';

/** The type of an expression; `missing`: of the word alone, which fits everywhere; `wrong`: a mistake, already told. */
type Type = CellType | 'missing' | 'wrong';

/** An expression compiled over a table: `sql` speaks of its columns `c0`, `c1` …. */
export interface Compiled {
  readonly type: CellType;
  readonly sql: Sql;
}

interface Part {
  readonly type: Type;
  readonly sql: Sql;
}

/** Longest statement that an expression may become, characters. */
const MOST_SQL = 200_000;
const TYPE_NAMES: Readonly<Record<Type, string>> = {
  ...{ text: 'a text', number: 'a number', boolean: 'yes or no', time: 'a time', missing: 'missing', wrong: 'wrong' },
};
const SQL_TYPES: Readonly<Record<CellType, Sql>> = {
  ...{ text: sql`varchar`, number: sql`double`, boolean: sql`boolean`, time: sql`timestamptz` },
};
const NOTHING: Part = { type: 'wrong', sql: sql`null` };

/**
 * Compiles an expression over the columns of a table to SQL: values are bound, columns are `c0`, `c1` …, functions those of the
 * language. Faults: `expression.wrong` with every mistake: its place, what was expected there, the nearest name.
 */
export function compileExpression(text: string, columns: readonly TableColumn[]): Compiled {
  const compiler = new Compiler(columns);
  const { type, sql: query } = compiler.part(parseExpression(text));
  if (compiler.mistakes.length > 0) throw expressionFault(compiler.mistakes);
  if (query.text.length > MOST_SQL)
    throw expressionFault([{ at: 0, message: 'it becomes too large; make two steps of it' }]);
  if (type === 'missing' || type === 'wrong') return { type: 'text', sql: sql`null::varchar` };
  return { type, sql: cast(type === 'number' ? finite(query) : query, type) };
}

/** DuckDB folds what is always missing to a value without a type, by which it cannot choose a function nor a column. */
const cast = (value: Sql, type: CellType): Sql => sql`(${value})::${SQL_TYPES[type]}`;

/** Numbers that are too large for any number are missing in the end. */
const finite = (value: Sql): Sql => once(value, (v) => sql`case when isfinite(${v}) then ${v} end`);

/** The same for a condition. Faults: the same, also for what is no yes or no. */
export function compileCondition(text: string, columns: readonly TableColumn[]): Sql {
  const { type, sql: condition } = compileExpression(text, columns);
  if (type === 'boolean') return condition;
  throw expressionFault([{ at: 0, message: `a condition is expected, yes or no; this is ${TYPE_NAMES[type]}` }]);
}

class Compiler {
  readonly mistakes: Mistake[] = [];
  private readonly columns: readonly TableColumn[];

  constructor(columns: readonly TableColumn[]) {
    this.columns = columns;
  }

  part(expression: Expression): Part {
    switch (expression.kind) {
      case 'literal':
        return literalPart(expression.value);
      case 'column':
        return this.column(expression.at, expression.name);
      case 'negative':
        return { type: 'number', sql: sql`(-${this.typed(expression.of, 'number')})` };
      case 'not':
        return { type: 'boolean', sql: sql`(not ${this.typed(expression.of, 'boolean')})` };
      case 'binary':
        return this.binary(expression);
      case 'missing': {
        const of = this.part(expression.of);
        return { type: 'boolean', sql: expression.negated ? sql`(${of.sql} is not null)` : sql`(${of.sql} is null)` };
      }
      case 'in':
        return this.among(expression);
      case 'call':
        return this.call(expression);
      case 'case':
        return this.branches(expression);
    }
  }

  private mistake(at: number, message: string): Part {
    this.mistakes.push({ at, message });
    return NOTHING;
  }

  private column(at: number, name: string): Part {
    const place = this.columns.findIndex((column) => column.name === name);
    if (place >= 0) return { type: this.columns[place]!.type, sql: cellAt(place) };
    const near = nearest(
      name,
      this.columns.map((column) => column.name),
    );
    const hint = near === null ? listed(this.columns) : ` Did you mean [${near}]?`;
    return this.mistake(at, `there is no column "${name}".${hint}`);
  }

  /** The SQL of a part that must have this type. */
  private typed(expression: Expression, type: CellType): Sql {
    const part = this.part(expression);
    if (part.type === type || part.type === 'wrong') return part.sql;
    if (part.type === 'missing') return sql`null::${SQL_TYPES[type]}`;
    return this.mistake(
      expression.at,
      `${TYPE_NAMES[type]} is expected; this is ${TYPE_NAMES[part.type]}${advice(type, part.type)}`,
    ).sql;
  }

  private binary({ at, operator, left, right }: Expression & { kind: 'binary' }): Part {
    if (operator === 'and' || operator === 'or') {
      const [a, b] = [this.typed(left, 'boolean'), this.typed(right, 'boolean')];
      return { type: 'boolean', sql: operator === 'and' ? sql`(${a} and ${b})` : sql`(${a} or ${b})` };
    }
    if (operator === '&')
      return { type: 'text', sql: sql`(${this.typed(left, 'text')} || ${this.typed(right, 'text')})` };
    if ((ARITHMETIC as readonly string[]).includes(operator)) {
      const [a, b] = [this.typed(left, 'number'), this.typed(right, 'number')];
      const signs = {
        '+': sql`(${a} + ${b})`,
        '-': sql`(${a} - ${b})`,
        '*': sql`(${a} * ${b})`,
        '/': sql`(${a} / ${b})`,
        '%': sql`(${a} % ${b})`,
      };
      return { type: 'number', sql: signs[operator as keyof typeof signs] };
    }
    const [a, b] = this.alike(at, [left, right], 'both sides of a comparison');
    const signs = {
      '=': sql`(${a!} = ${b!})`,
      '!=': sql`(${a!} <> ${b!})`,
      '<': sql`(${a!} < ${b!})`,
      '<=': sql`(${a!} <= ${b!})`,
      '>': sql`(${a!} > ${b!})`,
      '>=': sql`(${a!} >= ${b!})`,
    };
    return { type: 'boolean', sql: signs[operator as (typeof COMPARISONS)[number]] };
  }

  /** Parts that must have one type, whichever it is. */
  private alike(at: number, parts: readonly Expression[], what: string): Sql[] {
    return this.unified(
      at,
      parts.map((part) => this.part(part)),
      what,
    ).parts;
  }

  private unified(at: number, parts: readonly Part[], what: string): { type: Type; parts: Sql[] } {
    const known = parts.map(({ type }) => type).filter((type) => type !== 'missing' && type !== 'wrong');
    const [type, other] = [...new Set(known)];
    if (other !== undefined)
      this.mistake(
        at,
        `${what} must be of one type; here are ${TYPE_NAMES[type!]} and ${TYPE_NAMES[other]}${adviceBetween(type!, other)}`,
      );
    return {
      type: other === undefined ? (type ?? 'missing') : 'wrong',
      parts: parts.map((part) =>
        part.type === 'missing' && type !== undefined ? sql`null::${SQL_TYPES[type as CellType]}` : part.sql,
      ),
    };
  }

  private among({ at, of, among, negated }: Expression & { kind: 'in' }): Part {
    if (among.length === 0) return this.mistake(at, 'at least one value is expected behind "in"');
    const [value, ...list] = this.alike(at, [of, ...among], 'what is looked for and the values of the list');
    const found = sql`(${value!} in (${joinSql(list, ', ')}))`;
    return { type: 'boolean', sql: negated ? sql`(not ${found})` : found };
  }

  private branches({ at, branches, otherwise }: Expression & { kind: 'case' }): Part {
    const conditions = branches.map(({ when }) => this.typed(when, 'boolean'));
    const results = [...branches.map(({ result }) => result), ...(otherwise ? [otherwise] : [])];
    const { type, parts } = this.unified(
      at,
      results.map((part) => this.part(part)),
      'the values of all branches',
    );
    const cases = conditions.map((condition, i) => sql`when ${condition} then ${parts[i]!}`);
    const last = otherwise ? sql` else ${parts.at(-1)!}` : sql``;
    return { type, sql: sql`(case ${joinSql(cases, '\n')}${last} end)` };
  }

  private call({ at, name, given }: Expression & { kind: 'call' }): Part {
    const called = FUNCTIONS.get(name);
    if (!called) {
      const near = nearest(name, [...FUNCTIONS.keys(), 'if']);
      return this.mistake(at, `there is no function "${name}".${near === null ? '' : ` Did you mean "${near}"?`}`);
    }
    const places = argumentsFor(called, given.length);
    if (places === null)
      return this.mistake(
        at,
        `"${name}" is written ${signatureOf(called)}; here it has ${given.length} value${given.length === 1 ? '' : 's'}`,
      );
    const before = this.mistakes.length;
    const found = given.map((expression, i) => this.argument(expression, places[i]!, called));
    const same = places.flatMap((place, i) => (place.type === 'same' ? [i] : []));
    const unified = this.unified(
      at,
      same.map((i) => found[i]!),
      `the values of "${name}"`,
    );
    same.forEach((i, n) => {
      found[i] = { ...found[i]!, sql: unified.parts[n]! };
    });
    const type = called.gives === 'same' ? unified.type : called.gives;
    if (this.mistakes.length > before) return { type: type === 'missing' ? 'wrong' : type, sql: sql`null` };
    return { type, sql: called.build(found as Given[]) };
  }

  private argument(
    expression: Expression,
    { type, name, written }: Argument,
    of: ExpressionFunction,
  ): Part & { value: string | number | null } {
    if (written) {
      const value = writtenValue(expression);
      const isRight = type === 'number' ? typeof value === 'number' : typeof value === 'string';
      const problem = !isRight
        ? `${TYPE_NAMES[type as CellType]} is expected here, written out: the ${name} of "${of.name}"`
        : written(value!);
      if (problem !== null) this.mistake(expression.at, problem);
      return { type: type as CellType, sql: sql`null`, value };
    }
    if (type === 'any' || type === 'same') return { ...this.part(expression), value: null };
    return { type, sql: cast(this.typed(expression, type), type), value: null };
  }
}

function literalPart(value: string | number | boolean | null): Part {
  if (typeof value === 'string') return { type: 'text', sql: sql`${value}::varchar` };
  if (typeof value === 'number') return { type: 'number', sql: numberLiteral(value) };
  if (typeof value === 'boolean') return { type: 'boolean', sql: value ? sql`true` : sql`false` };
  return { type: 'missing', sql: sql`null` };
}

/** Whole numbers are bound as such, and those that no 64 bits hold as their digits. */
const numberLiteral = (value: number): Sql =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? sql`${String(value)}::double` : sql`${value}::double`;

/** A value that stands in the text as it is, also with a sign; null: it is computed. */
function writtenValue(expression: Expression): string | number | null {
  if (expression.kind === 'negative') {
    const value = writtenValue(expression.of);
    return typeof value === 'number' ? -value : null;
  }
  if (expression.kind !== 'literal' || typeof expression.value === 'boolean') return null;
  return expression.value;
}

/** The arguments of a call with so many values, in order; null: it cannot have so many. */
function argumentsFor({ takes }: ExpressionFunction, given: number): Argument[] | null {
  const last = takes.at(-1)!;
  const least = takes.filter(({ optional }) => !optional).length;
  if (given < least || (given > takes.length && !last.repeated)) return null;
  return Array.from({ length: given }, (_, i) => takes[i] ?? last);
}

/** Where a conversion is what was meant. */
function advice(wanted: Type, found: Type): string {
  if (wanted === 'text' && found !== 'missing') return '; text(…) makes a text of it';
  if (found === 'text' && (wanted === 'number' || wanted === 'boolean')) return `; ${wanted}(…) reads it`;
  return found === 'text' && wanted === 'time' ? '; time(…, format, zone) reads it' : '';
}

/** What makes two types one: a text can be read, all else can be written. */
function adviceBetween(a: Type, b: Type): string {
  if (a !== 'text' && b !== 'text') return '';
  return advice(a === 'text' ? b : a, 'text');
}

const listed = (columns: readonly TableColumn[]): string =>
  columns.length === 0
    ? ''
    : ` There are ${columns
        .slice(0, 12)
        .map(({ name }) => `[${name}]`)
        .join(', ')}${columns.length > 12 ? ' …' : '.'}`;
