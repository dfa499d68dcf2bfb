import { expect } from 'bun:test';
import type { Batch, Cell } from '#sdk';
import { columnOf, type House } from './house.ts';
import { batchesOf, type Case, namesOf, type Opened, plainNumber, rowsOf, timeOf } from './opened.ts';
import { ODD_COLUMNS, STANDARD_COLUMNS, STANDARD_ROWS, STEPS, type StandardRow } from './standard-table.ts';

/** What tables there are, and that their values arrive as they are. */
export const tableCases = {
  tables: async (opened, house) => {
    await using source = await opened.source();
    const names = (await source.tables()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.values(opened.peer.tables)));
    expect(new Set(names).size).toBe(names.length);
    const { columns } = await source.describe({ table: opened.peer.tables.standard });
    const own = namesOf(columns).filter((name) => !house.columns?.besides.includes(name));
    expect(own).toEqual(STANDARD_COLUMNS.map((name) => columnOf(house, name)));
  },

  async 'preview-limit'(opened) {
    await using source = await opened.source();
    for (const limit of [1, 50, STEPS + 1]) {
      const rows = rowsOf(await batchesOf(source, { table: opened.peer.tables.steps, limit }));
      expect(rows.length).toBe(Math.min(limit, STEPS));
    }
  },

  columns: async (opened, house) => {
    await using source = await opened.source();
    const columns = ['label', 'id'].map((name) => columnOf(house, name));
    // How many batches they come in is the peer's business.
    const batches = await batchesOf(source, { table: opened.peer.tables.standard, columns });
    for (const batch of batches) expect(namesOf(batch.columns)).toEqual(columns);
    expect(inOrder(rowsOf(batches), 1).map(([label]) => label)).toEqual(
      STANDARD_ROWS.map((row) => held(house, 'label', row)),
    );
    const gone = { table: opened.peer.tables.standard, columns: [columns[0]!, 'no such column'] };
    if (house.takesAnyColumn) {
      expect(rowsOf(await batchesOf(source, gone)).map((row) => row[1])).toEqual(STANDARD_ROWS.map(() => null));
      return;
    }
    const { code, message } = await opened.fault({}, {}, (other) => batchesOf(other, gone));
    expect([code, message]).toEqual(['connector.notThere', expect.stringContaining('no such column')]);
  },

  texts: async (opened, house) => {
    const got = await standard(opened, house, 'label', ({ label }) => label !== null && label !== '');
    expect<readonly Cell[]>(got.cells).toEqual(got.rows.map((row) => held(house, 'label', row)));
  },

  nulls: async (opened, house) => {
    await using source = await opened.source();
    const batches = await batchesOf(source, { table: opened.peer.tables.standard });
    const at = placesIn(batches[0]!, house);
    const rows = inOrder(rowsOf(batches), at('id'));
    const empty = STANDARD_ROWS.findIndex(({ label }) => label === '');
    const nothing = STANDARD_ROWS.findIndex(({ label }) => label === null);
    const values = STANDARD_COLUMNS.slice(1);
    expect(values.map((name) => rows[nothing]![at(name)])).toEqual(
      values.map((name) => held(house, name, STANDARD_ROWS[nothing]!)),
    );
    expect(rows[empty]![at('label')]).toBe(held(house, 'label', STANDARD_ROWS[empty]!));
  },

  'big-numbers': async (opened, house) => {
    for (const column of ['big', 'exact'] as const) {
      const got = await standard(opened, house, column, (row) => row[column] !== null);
      expect(got.type).toBe('number');
      expect(got.cells.map(plainNumber)).toEqual(got.rows.map((row) => plainNumber(held(house, column, row))));
    }
  },

  times: async (opened, house) => {
    for (const column of ['local_time', 'moment'] as const) {
      const got = await standard(opened, house, column, (row) => row[column] !== null);
      expect(got.type).toBe('time');
      expect(got.cells.map(timeOf)).toEqual(got.rows.map((row) => timeOf(held(house, column, row))));
    }
  },

  booleans: async (opened, house) => {
    const got = await standard(opened, house, 'flag', ({ flag }) => flag !== null);
    expect(got.type).toBe('boolean');
    expect<readonly Cell[]>(got.cells).toEqual(got.rows.map((row) => held(house, 'flag', row)));
  },

  names: async (opened, house) => {
    await using source = await opened.source();
    const table = opened.peer.tables.odd!;
    const names = ODD_COLUMNS.map((name) => columnOf(house, name));
    const [batch, ...more] = await batchesOf(source, { table, columns: names });
    expect([batch!.columns.map(({ name }) => name), batch!.rows, more]).toEqual([names, [['first', 'second']], []]);
    const { columns } = await source.describe({ table });
    expect(columns.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    if (house.missing.since !== undefined) return;
    const since = { column: names[1]!, value: "it's; -- \\' \" `" };
    const found = rowsOf(await batchesOf(source, { table, since }));
    expect(found.map((row) => row.slice(0, names.length))).toEqual([['first', 'second']]);
  },
} satisfies Record<string, Case>;

/** One column of the standard table, of those rows of which that is asked. */
async function standard(opened: Opened, house: House, column: keyof StandardRow, which: (row: StandardRow) => boolean) {
  await using source = await opened.source();
  const batches = await batchesOf(source, { table: opened.peer.tables.standard });
  const at = placesIn(batches[0]!, house);
  const all = inOrder(rowsOf(batches), at('id'));
  expect(all.length).toBe(STANDARD_ROWS.length);
  return {
    type: batches[0]!.columns[at(column)]!.type,
    rows: STANDARD_ROWS.filter(which),
    cells: all.filter((_, i) => which(STANDARD_ROWS[i]!)).map((row) => row[at(column)]!),
  };
}

/** Where a column of the tables stands in what was read. */
const placesIn =
  ({ columns }: Batch, house: House) =>
  (column: string) =>
    columns.findIndex(({ name }) => name === columnOf(house, column));

const held = (house: House, column: keyof StandardRow, row: StandardRow): Cell =>
  house.holds ? house.holds(column, row) : row[column];

/** By the id in this place. */
const inOrder = (rows: readonly (readonly Cell[])[], id: number): (readonly Cell[])[] =>
  rows.toSorted((a, b) => Number(a[id]) - Number(b[id]));
