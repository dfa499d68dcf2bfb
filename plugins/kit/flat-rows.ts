import { type Cell, notUnderstood, type TableColumn } from '#sdk';
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

/**
 * The columns of rows that name their values themselves, as they come: a column keeps its place, a new one is added behind, and its
 * kind is widened to text where its values do not agree. An object that is null in one row gets no column beside those of its parts.
 */
export class FlatColumns {
  readonly #kinds = new Map<string, Kind | null>();
  readonly #prefixes = new Set<string>();
  readonly #known: ReadonlySet<string>;
  readonly #server: string;

  /** `known`: kinds that the source declares, and that stay. */
  constructor(server: string, known: readonly TableColumn[] = []) {
    this.#server = server;
    this.#known = new Set(known.map(({ name }) => name));
    for (const { name, type } of known) this.#kinds.set(name, type);
  }

  see(rows: Iterable<FlatRow>): void {
    for (const row of rows)
      for (const [name, cell] of row) {
        const seen = this.#kinds.get(name);
        if (seen === undefined) this.#add(name);
        if (cell === null || this.#known.has(name)) continue;
        const kind = kindOf(cell);
        if (seen !== kind) this.#kinds.set(name, seen ? 'text' : kind);
      }
  }

  #add(name: string): void {
    if (this.#kinds.size >= MOST_COLUMNS)
      throw notUnderstood(this.#server, `records of more than ${MOST_COLUMNS} different names`);
    this.#kinds.set(name, null);
    for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) this.#prefixes.add(name.slice(0, at));
  }

  get columns(): TableColumn[] {
    return [...this.#kinds]
      .filter(([name, kind]) => kind !== null || !this.#prefixes.has(name))
      .map(([name, kind]) => ({ name, type: kind ?? 'text' }));
  }
}

function kindOf(cell: Exclude<FlatValue, null>): Kind {
  if (cell instanceof ExactNumber) return 'number';
  if (typeof cell === 'boolean') return 'boolean';
  if (typeof cell === 'number' || typeof cell === 'bigint') return 'number';
  return TIME.test(cell) ? 'time' : 'text';
}

/** Rows as a batch has them; a value that a row does not name is null. */
export const cellsOf = (rows: readonly FlatRow[], columns: readonly TableColumn[]): Cell[][] =>
  rows.map((row) => columns.map(({ name }) => cellOf(row.get(name) ?? null)));

export const cellOf = (value: FlatValue): Cell => (value instanceof ExactNumber ? value.text : value);

/** Only those that were asked for, in that order; one that was not seen is text, for it may come yet. */
export function chosenColumns(all: readonly TableColumn[], names: readonly string[] | undefined): TableColumn[] {
  const byName = new Map(all.map((column) => [column.name, column]));
  return names ? names.map((name) => byName.get(name) ?? { name, type: 'text' }) : [...all];
}
