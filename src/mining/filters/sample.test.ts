import { expect, test } from 'bun:test';
import { type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { ticketOf } from '../predicates/ticket.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import caseLength from './case-length.ts';
import sample from './sample.ts';

const ids = Array.from({ length: 1000 }, (_, i) => `${i % 2 ? 'Bestellung' : '注文'}-${i}`);
const rows = ids.flatMap((id, i) => Array.from({ length: 1 + (i % 2) }, () => ({ case: id, activity: 'a', time: i })));
const cases = async (params: object, memory: MemoryLog = memoryLog(rows)) =>
  (await keptBy(memory, sample, params)).cases;

test('as many as asked for', async () => {
  expect(await cases({ count: 1 })).toHaveLength(1);
  expect(await cases({ count: 137 })).toHaveLength(137);
  expect(await cases({ count: 1000 })).toHaveLength(1000);
  expect(await cases({ count: 5000 })).toHaveLength(1000);
  expect(await cases({ share: 0.25 })).toHaveLength(250);
  expect(await cases({ share: 0.0001 })).toHaveLength(1);
  expect(await cases({ share: 1 })).toHaveLength(1000);
});

test('the cases with the smallest tickets', async () => {
  const smallest = ids.toSorted((a, b) => ticketOf(9, a) - ticketOf(9, b)).slice(0, 40);
  expect((await cases({ count: 40, seed: 9 })).sort()).toEqual(smallest.sort());
});

test('the same whatever segments and order of cases; another with another seed', async () => {
  for (const params of [{ count: 300 }, { share: 0.3 }]) {
    const reference = (await cases(params)).sort();
    for (const options of [{ segmentEvents: 7 }, { caseOrder: ids.toReversed(), segmentEvents: 64 }]) {
      expect((await cases(params, memoryLog(rows, options))).sort()).toEqual(reference);
    }
    expect((await cases({ ...params, seed: 2 })).sort()).not.toEqual(reference);
  }
});

test('a smaller sample is part of a larger one', async () => {
  const large = new Set(await cases({ count: 400 }));
  for (const id of await cases({ count: 100 })) expect(large.has(id)).toBe(true);
});

test('it draws from what the filters before left', async () => {
  const memory = memoryLog(rows, { segmentEvents: 100 });
  const steps = [
    { id: 'case-length', params: { min: 2 } },
    { id: 'sample', params: { share: 0.1 } },
  ];
  const selection = await inlineSelect(memory, steps, filterSource([caseLength, sample]));
  expect(inlineKept(memory, selection)).toEqual({ cases: 50, events: 100 });
});

test('tickets spread evenly', () => {
  // 100,000 similar ids and seeds in 16 bins: chi-square with 15 degrees of freedom stays below 44 in all but 1 of 10,000.
  const bins = new Float64Array(16);
  for (let i = 0; i < 100_000; i++) {
    const bin = Math.floor((ticketOf(i % 10, `case ${i}`) / 2 ** 53) * 16);
    bins[bin] = bins[bin]! + 1;
  }
  const chi = bins.reduce((sum, n) => sum + (n - 6250) ** 2 / 6250, 0);
  expect(chi).toBeLessThan(44);
  expect(new Set(Array.from({ length: 100_000 }, (_, i) => ticketOf(1, String(i)))).size).toBe(100_000);
});

test('count or share must be given', async () => {
  await expect(cases({})).rejects.toThrow('Give count or share');
  await expect(cases({ count: 1, share: 0.5 })).rejects.toThrow('Give count or share');
});
