import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import caseAttribute from './case-attribute.ts';
import timePeriod from './time-period.ts';
import variantTop from './variant-top.ts';

const of = async (memory: MemoryLog, params: object) => (await keptBy(memory, variantTop, params)).cases.sort();
const orders = (params: object) => of(exampleLog({ segmentEvents: 5 }), params);

// Two cases: register check decide pay (o1, o6). One case each, by name: register (o5) · register check check decide pay
// (o3) · register check decide reject (o2) · register decide check decide pay (o4).
test('by number; ties in the order of names', async () => {
  expect(await orders({ count: 1 })).toEqual(['o1', 'o6']);
  expect(await orders({ count: 2 })).toEqual(['o1', 'o5', 'o6']);
  expect(await orders({ count: 3 })).toEqual(['o1', 'o3', 'o5', 'o6']);
  expect(await orders({ count: 4 })).toEqual(['o1', 'o2', 'o3', 'o5', 'o6']);
  expect(await orders({ count: 5 })).toHaveLength(6);
  expect(await orders({ count: 99 })).toHaveLength(6);
});

test('by share of the cases: the fewest variants that reach it', async () => {
  expect(await orders({ caseShare: 0.01 })).toEqual(['o1', 'o6']);
  // 2 of 6 are exactly a third.
  expect(await orders({ caseShare: 2 / 6 })).toEqual(['o1', 'o6']);
  expect(await orders({ caseShare: 0.34 })).toEqual(['o1', 'o5', 'o6']);
  expect(await orders({ caseShare: 1 })).toHaveLength(6);
});

test('by share of the variants, rounded up', async () => {
  expect(await orders({ variantShare: 0.2 })).toEqual(['o1', 'o6']);
  expect(await orders({ variantShare: 0.21 })).toEqual(['o1', 'o5', 'o6']);
  expect(await orders({ variantShare: 1 })).toHaveLength(6);
});

test('names are compared by bytes, not by letters or codes', async () => {
  // UTF-8: Z 5A, a 61, ä C3 A4, 漢 E6, 🗼 F0. UTF-16 would put 🗼 (D83D) before U+FB01 (EF AC 81).
  const names = ['🗼', 'ﬁ', '漢', 'ä', 'a', 'Z'];
  const memory = memoryLog(names.map((activity, i) => ({ case: `c${i}`, activity, time: i })));
  const expected = ['c5', 'c4', 'c3', 'c2', 'c1', 'c0'];
  for (let count = 1; count <= 6; count++) expect(await of(memory, { count })).toEqual(expected.slice(0, count).sort());
});

test('it sees what the filters before left', async () => {
  const source = filterSource([variantTop, caseAttribute, timePeriod]);
  const memory = exampleLog();
  const shop = { id: 'case-attribute', params: { attribute: 'case:channel', value: 'shop' } };
  const top = { id: 'variant-top', params: { count: 1 } };
  // Of the shop orders o3 comes first by name; of all orders o1 and o6, none of them from the shop.
  expect(inlineKept(memory, await inlineSelect(memory, [shop, top], source))).toEqual({ cases: 1, events: 5 });
  expect(inlineKept(memory, await inlineSelect(memory, [top, shop], source))).toEqual({ cases: 0, events: 0 });
  const trim = { id: 'time-period', params: { to: '2024-01-02T11:30', mode: 'trim' } };
  // o1 register check decide pay, o2 register check decide: the shorter comes first.
  expect(inlineKept(memory, await inlineSelect(memory, [trim, top], source))).toEqual({ cases: 1, events: 3 });
});

test('one limit', async () => {
  await expect(orders({})).rejects.toThrow('Give one of');
  await expect(orders({ count: 1, caseShare: 0.5 })).rejects.toThrow('Give one of');
});
