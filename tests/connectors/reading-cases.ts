import { expect } from 'bun:test';
import type { Batch, Cell, ReadRequest, TableSource } from '#sdk';
import { until } from './connection-cases.ts';
import { columnOf } from './house.ts';
import { batchesOf, type Case, namesOf, type Opened, rowsOf, timeOf } from './opened.ts';
import { ALL_STEPS, STEPS } from './standard-table.ts';

/** Long readings: ended early, broken off, gone on with. */
export const readingCases = {
  async cancel(opened) {
    const { steps } = opened.peer.tables;
    const stop = new AbortController();
    await using source = await opened.source({}, { signal: stop.signal });
    const reading = source.read({ table: steps, cursor: null, limit: null })[Symbol.asyncIterator]();
    await reading.next();
    stop.abort();
    const end = Promise.resolve()
      .then(() => drain(reading))
      .catch((error) => error.fault);
    expect(await end).toBe('cancelled');
    if (opened.peer.busy) await until(async () => (await opened.peer.busy!()) === 0);
    await cancelledWhileItRuns(opened);
  },

  async 'early-end'(opened) {
    const { steps } = opened.peer.tables;
    await using source = await opened.source();
    for (let i = 0; i < 3; i++) {
      for await (const { rows } of source.read({ table: steps, cursor: null, limit: null })) {
        expect(rows.length).toBeGreaterThan(0);
        break;
      }
      if (opened.peer.busy) await until(async () => (await opened.peer.busy!()) === 0);
    }
    expect(rowsOf(await batchesOf(source, { table: steps, limit: 5 })).length).toBe(5);
  },

  resume: async (opened, house) => {
    await using source = await opened.source();
    await resumesEverywhere(source, { table: opened.peer.tables.steps }, STEPS, columnOf(house, 'step'));
  },

  async since(opened) {
    await using source = await opened.source();
    const what = opened.peer.stepsByDay ?? { table: opened.peer.tables.steps };
    const since = { column: 'day', value: null };
    const { rows, at } = await resumesEverywhere(source, { ...what, since });
    expect(rows.map((row) => timeOf(row[at('day')]!)!.microseconds)).toEqual(
      ALL_STEPS.map(({ day }) => timeOf(day)!.microseconds),
    );
    // As the next load asks: from the highest value that was read, itself included.
    const value = rows.at(-1)![at('day')]!;
    const lastDay = ALL_STEPS.filter(({ day }) => day === ALL_STEPS.at(-1)!.day);
    const again = rowsOf(await batchesOf(source, { ...what, since: { column: 'day', value } }));
    expect(again.map((row) => Number(row[at('step')])).toSorted((a, b) => a - b)).toEqual(
      lastDay.map(({ step }) => step),
    );
    await resumesEverywhere(source, { ...what, since: { column: 'day', value: rows[700]![at('day')]! } }, STEPS - 700);
  },

  async 'since-ties'(opened) {
    await using source = await opened.source();
    await resumesEverywhere(source, { table: opened.peer.tables.log!, since: { column: 'day', value: null } });
  },

  async 'read-only'(opened) {
    const { writes, sneaks } = opened.peer.queries!;
    for (const query of writes) {
      const { fault, code } = await opened.fault({}, {}, (source) => batchesOf(source, { query }));
      expect([query, fault, code]).toEqual([query, 'invalid', 'connector.notReading']);
    }
    for (const query of sneaks) {
      const { fault, code } = await opened.fault({}, {}, (source) => batchesOf(source, { query }));
      expect([query, fault, code]).toEqual([query, 'invalid', 'connector.refused']);
    }
    await using source = await opened.source();
    expect(rowsOf(await batchesOf(source, { table: opened.peer.tables.steps })).length).toBe(STEPS);
  },

  async queries(opened) {
    await using source = await opened.source();
    const { reads: query } = opened.peer.queries!;
    const { columns, key } = await source.describe({ query });
    expect([namesOf(columns), key]).toEqual([['step', 'case_id'], []]);
    const rows = rowsOf(await batchesOf(source, { query }));
    expect(rows.map(([step]) => Number(step)).toSorted()).toEqual([1, 2, 3]);
    const since = { column: 'step', value: 2 };
    expect(rowsOf(await batchesOf(source, { query, since })).map(([step]) => Number(step))).toEqual([2, 3]);
    expect(rowsOf(await batchesOf(source, { query, limit: 2 })).length).toBe(2);
  },

  /** Last: it changes the peer. */
  'schema-change': async (opened, house) => {
    const table = opened.peer.tables.steps;
    await using before = await opened.source();
    const [first] = await batchesOf(before, { table, limit: 1 });
    await opened.peer.change!();
    await using source = await opened.source();
    const [batch] = await batchesOf(source, { table, limit: 1 });
    const names = namesOf(batch!.columns);
    expect(names).toEqual([...namesOf(first!.columns).filter((name) => name !== 'case_id'), 'note']);
    expect(batch!.rows[0]![names.indexOf('note')]).toBe('new');
    if (house.takesAnyColumn) return;
    const gone = await opened.fault({}, {}, (other) => batchesOf(other, { table, columns: ['step', 'case_id'] }));
    expect([gone.code, gone.message]).toEqual(['connector.notThere', expect.stringContaining('case_id')]);
  },
} satisfies Record<string, Case>;

/** Reads once, and then from each cursor on: nothing twice, nothing left out. */
async function resumesEverywhere(source: TableSource, request: Partial<ReadRequest>, count = STEPS, key = 'step') {
  const batches = await batchesOf(source, request);
  const rows = rowsOf(batches);
  const at = (name: string) => batches[0]!.columns.findIndex((column) => column.name === name);
  const steps = (some: readonly (readonly Cell[])[]) => some.map((row) => Number(row[at(key)]));
  expect(new Set(steps(rows)).size).toBe(count);
  expect(batches.length).toBeGreaterThan(2);
  let before = 0;
  let resumed = 0;
  for (const { rows: those, cursor } of batches) {
    before += those.length;
    if (cursor === null || before === rows.length) continue;
    expect(JSON.stringify(cursor).length).toBeLessThan(65_536);
    const rest = rowsOf(await batchesOf(source, { ...request, cursor: JSON.parse(JSON.stringify(cursor)) }));
    const all = [...steps(rows.slice(0, before)), ...steps(rest)];
    expect([all.length, new Set(all).size]).toEqual([count, count]);
    resumed++;
  }
  expect(resumed).toBeGreaterThan(0);
  return { rows, at };
}

/** Nothing came yet, and nothing will for minutes. */
async function cancelledWhileItRuns(opened: Opened): Promise<void> {
  const query = opened.peer.queries?.slow;
  if (query === undefined) return;
  const stop = new AbortController();
  const failed = opened.fault({}, { signal: stop.signal }, (source) => batchesOf(source, { query }));
  await until(async () => (await opened.peer.busy!()) > 0);
  stop.abort();
  expect((await failed).fault).toBe('cancelled');
  await until(async () => (await opened.peer.busy!()) === 0);
}

async function drain(reading: AsyncIterator<Batch>): Promise<void> {
  while (!(await reading.next()).done);
}
