import { AppError, type Cell, notUnderstood, type TableColumn } from '#sdk';
import { ExactNumber, type Json } from './exact-json.ts';

/** More columns than any table has: a source whose names are data ends in a fault. */
const MOST_COLUMNS = 2_000;
/** Objects inside objects become columns down to here; what lies deeper is JSON text. */
const MOST_LEVELS = 16;
const TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

type Kind = TableColumn['type'];
/** What a row holds in one column, before it is a cell. */
export type FlatValue = Cell | ExactNumber;
export type FlatRow = ReadonlyMap<string, FlatValue>;

/** An object as one row: objects inside it as `order.customer.name`, lists as JSON text. What is no object is the column `value`. */
export function flatRow(record: Json): FlatRow {
  const row = new Map<string, FlatValue>();
  if (isObject(record)) flattenInto(row, record, '', 1);
  else row.set('value', valueOfPart(record));
  return row;
}

function flattenInto(
  row: Map<string, FlatValue>,
  record: { [name: string]: Json },
  prefix: string,
  level: number,
): void {
  for (const [name, value] of Object.entries(record)) {
    const column = prefix + name;
    if (isObject(value) && level < MOST_LEVELS && Object.keys(value).length > 0)
      flattenInto(row, value, `${column}.`, level + 1);
    else row.set(column, valueOfPart(value));
  }
}

const isObject = (value: Json): value is { [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
const valueOfPart = (value: Json): FlatValue =>
  typeof value === 'object' && value !== null && !(value instanceof ExactNumber) ? JSON.stringify(value) : value;

/** Where names stand that the first rows did not have: together, as JSON. */
export const MORE = '_more';
/** What a cursor may say of the columns. */
const MOST_NAME_CHARS = 40_000;

interface ColumnSettings {
  /** Those that were chosen: no others come. */
  readonly chosen?: readonly string[] | undefined;
  /** Columns that the source declares; their kinds stay. */
  readonly known?: readonly TableColumn[];
  /** Those of a reading that goes on. */
  readonly fixed?: readonly string[] | undefined;
  /** The source declares all of its columns: what else its records name is none of its data. */
  readonly isWhole?: boolean;
}

/**
 * The columns of rows that name their values themselves. They are those of the first rows and stay as they are, because a reading has
 * one header; what later rows name beside them is gathered in the last column. A kind is widened to text where values do not agree. An
 * object that is null gets no column beside those of its parts.
 */
export class FlatColumns {
  readonly #server: string;
  readonly #kinds = new Map<string, Kind | null>();
  readonly #declared: ReadonlySet<string>;
  readonly #isWhole: boolean;
  #names: readonly string[] | null;

  constructor(server: string, { chosen, known = [], fixed, isWhole = false }: ColumnSettings = {}) {
    this.#server = server;
    this.#declared = new Set(known.map(({ name }) => name));
    for (const { name, type } of known) this.#kinds.set(name, type);
    this.#isWhole = isWhole || chosen !== undefined;
    this.#names = chosen ?? fixed ?? (isWhole ? known.map(({ name }) => name) : null);
  }

  /** For the cursor of a reading whose columns were not chosen; undefined: they need not be kept. */
  get kept(): readonly string[] | undefined {
    return this.#isWhole || this.#names === null ? undefined : this.#names;
  }

  /** Rows as a batch has them; a value that a row does not name is null. */
  batch(rows: readonly FlatRow[]): { columns: TableColumn[]; rows: Cell[][] } {
    this.#see(rows);
    this.#names ??= this.#fix();
    const names = this.#names;
    const columns: TableColumn[] = names.map((name) => ({ name, type: this.#kinds.get(name) ?? 'text' }));
    const cells = rows.map((row) => names.map((name) => cellOf(row.get(name) ?? null)));
    if (this.#isWhole) return { columns, rows: cells };
    const fixed = new Set(names);
    cells.forEach((row, at) => {
      row.push(moreOf(rows[at]!, fixed));
    });
    return { columns: [...columns, { name: MORE, type: 'text' }], rows: cells };
  }

  #see(rows: readonly FlatRow[]): void {
    for (const row of rows)
      for (const [name, value] of row) {
        const seen = this.#kinds.get(name);
        if (seen === undefined) this.#add(name);
        if (value === null || this.#declared.has(name)) continue;
        const kind = kindOf(value);
        if (seen !== kind) this.#kinds.set(name, seen ? 'text' : kind);
      }
  }

  #add(name: string): void {
    if (this.#kinds.size >= MOST_COLUMNS)
      throw notUnderstood(this.#server, `records of more than ${MOST_COLUMNS} different names`);
    this.#kinds.set(name, null);
  }

  #fix(): string[] {
    const all = [...this.#kinds.keys()];
    const prefixes = new Set(all.flatMap((name) => [...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index))));
    const names = all.filter((name) => name !== MORE && (this.#kinds.get(name) !== null || !prefixes.has(name)));
    if (names.reduce((chars, name) => chars + name.length + 3, 0) <= MOST_NAME_CHARS) return names;
    throw new AppError(
      'too_large',
      'connector.manyColumns',
      `The records of ${this.#server} have too many columns to read all of them. Choose those that are needed.`,
    );
  }
}

/** What a row names beside the columns; null: nothing. */
function moreOf(row: FlatRow, columns: ReadonlySet<string>): string | null {
  const others = [...row].filter(([name, value]) => value !== null && !columns.has(name));
  if (others.length === 0) return null;
  const entries = others.map(([name, value]) => [
    name,
    typeof value === 'bigint' ? new ExactNumber(`${value}`) : value,
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

function kindOf(cell: Exclude<FlatValue, null>): Kind {
  if (cell instanceof ExactNumber) return 'number';
  if (typeof cell === 'boolean') return 'boolean';
  if (typeof cell === 'number' || typeof cell === 'bigint') return 'number';
  return TIME.test(cell) ? 'time' : 'text';
}

export const cellOf = (value: FlatValue): Cell => (value instanceof ExactNumber ? value.text : value);
