import { expect } from 'bun:test';
import type { Cell } from '#sdk';
import type { House } from './house.ts';
import { batchesOf, type Case, namesOf, type Opened, plainNumber, rowsOf, timeOf } from './opened.ts';
import { ODD_COLUMNS, STANDARD_COLUMNS, STANDARD_ROWS, STEPS, type StandardRow } from './standard-table.ts';

/** What tables there are, and that their values arrive as they are. */
export const tableCases = {
  async tables(opened) {
    await using source = await opened.source();
    const names = (await source.tables()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.values(opened.peer.tables)));
    expect(new Set(names).size).toBe(names.length);
    const { columns } = await source.describe({ table: opened.peer.tables.standard });
    expect(namesOf(columns)).toEqual([...STANDARD_COLUMNS]);
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
    const columns = ['label', 'id'];
    const [batch, ...more] = await batchesOf(source, { table: opened.peer.tables.standard, columns });
    expect([batch!.columns.map(({ name }) => name), more]).toEqual([columns, []]);
    expect(inOrder(batch!.rows, 1).map(([label]) => label)).toEqual(
      STANDARD_ROWS.map((row) => held(house, 'label', row)),
    );
    const gone = { table: opened.peer.tables.standard, columns: ['label', 'no such column'] };
    if (house.takesAnyColumn) {
      expect(rowsOf(await batchesOf(source, gone)).map((row) => row[1])).toEqual(STANDARD_ROWS.map(() => null));
      return;
    }
    const { code, message } = await opened.fault({}, {}, (other) => batchesOf(other, gone));
    expect([code, message]).toEqual(['connector.notThere', expect.stringContaining('no such column')]);
  },

  texts: async (opened, house) => {
    const got = await standard(opened, 'label', ({ label }) => label !== null && label !== '');
    expect<readonly Cell[]>(got.cells).toEqual(got.rows.map((row) => held(house, 'label', row)));
  },

  nulls: async (opened, house) => {
    await using source = await opened.source();
    const rows = inOrder(rowsOf(await batchesOf(source, { table: opened.peer.tables.standard })), 0);
    const empty = STANDARD_ROWS.findIndex(({ label }) => label === '');
    const nothing = STANDARD_ROWS.findIndex(({ label }) => label === null);
    expect(rows[nothing]!.slice(1, STANDARD_COLUMNS.length)).toEqual(
      STANDARD_COLUMNS.slice(1).map((name) => held(house, name, STANDARD_ROWS[nothing]!)),
    );
    expect(rows[empty]![1]).toBe(held(house, 'label', STANDARD_ROWS[empty]!));
  },

  'big-numbers': async (opened, house) => {
    for (const column of ['big', 'exact'] as const) {
      const got = await standard(opened, column, (row) => row[column] !== null);
      expect(got.type).toBe('number');
      expect(got.cells.map(plainNumber)).toEqual(got.rows.map((row) => plainNumber(held(house, column, row))));
    }
  },

  times: async (opened, house) => {
    for (const column of ['local_time', 'moment'] as const) {
      const got = await standard(opened, column, (row) => row[column] !== null);
      expect(got.type).toBe('time');
      expect(got.cells.map(timeOf)).toEqual(got.rows.map((row) => timeOf(held(house, column, row))));
    }
  },

  booleans: async (opened, house) => {
    const got = await standard(opened, 'flag', ({ flag }) => flag !== null);
    expect(got.type).toBe('boolean');
    expect<readonly Cell[]>(got.cells).toEqual(got.rows.map((row) => held(house, 'flag', row)));
  },

  names: async (opened, house) => {
    await using source = await opened.source();
    const [batch, ...more] = await batchesOf(source, { table: opened.peer.tables.odd!, columns: [...ODD_COLUMNS] });
    expect([batch!.columns.map(({ name }) => name), batch!.rows, more]).toEqual([
      [...ODD_COLUMNS],
      [['first', 'second']],
      [],
    ]);
    const { columns } = await source.describe({ table: opened.peer.tables.odd! });
    expect(columns.map(({ name }) => name)).toEqual(expect.arrayContaining([...ODD_COLUMNS]));
    if (house.missing.since !== undefined) return;
    const since = { column: ODD_COLUMNS[1], value: "it's; -- \\' \" `" };
    const found = rowsOf(await batchesOf(source, { table: opened.peer.tables.odd!, since }));
    expect(found.map((row) => row.slice(0, ODD_COLUMNS.length))).toEqual([['first', 'second']]);
  },
} satisfies Record<string, Case>;

/** One column of the standard table, of those rows of which that is asked. */
async function standard(opened: Opened, column: keyof StandardRow, which: (row: StandardRow) => boolean) {
  await using source = await opened.source();
  const batches = await batchesOf(source, { table: opened.peer.tables.standard });
  const place = STANDARD_COLUMNS.indexOf(column);
  const all = inOrder(rowsOf(batches), 0);
  expect(all.length).toBe(STANDARD_ROWS.length);
  return {
    type: batches[0]!.columns[place]!.type,
    rows: STANDARD_ROWS.filter(which),
    cells: all.filter((_, i) => which(STANDARD_ROWS[i]!)).map((row) => row[place]!),
  };
}

const held = (house: House, column: keyof StandardRow, row: StandardRow): Cell =>
  house.holds ? house.holds(column, row) : row[column];

/** By the id in this place. */
const inOrder = (rows: readonly (readonly Cell[])[], id: number): (readonly Cell[])[] =>
  rows.toSorted((a, b) => Number(a[id]) - Number(b[id]));
