import { expect, test } from 'bun:test';
import { appendTrace, newVariants } from '../kernels/variant-table.ts';
import { makeLog } from '../log/log-info.ts';
import { topVariants } from './top-variants.ts';

test('ties go by names, not by codes: an appended dictionary is in no order', () => {
  const dictionary = ['', 'pay', 'check', 'Abort'];
  const log = makeLog({ hash: 'h', cases: 0, events: 0, zone: 'UTC', columns: [], dictionary: () => dictionary });
  const table = newVariants(0, 0);
  // pay · check · Abort · check pay · nothing known · check check
  for (const trace of [[1], [2], [3], [2, 1], [0], [2, 2]])
    appendTrace(table, Uint16Array.from(trace), 0, trace.length);
  table.count.fill(1);
  // By bytes: nothing, Abort, check, check check, check pay, pay.
  const order = [4, 2, 1, 5, 3, 0];
  for (let count = 1; count <= 6; count++) {
    expect([...topVariants(table, { count }, log)].sort()).toEqual(order.slice(0, count).sort());
  }
  table.count[0] = 5;
  expect([...topVariants(table, { caseShare: 0.5 }, log)]).toEqual([0]);
  expect([...topVariants(table, { caseShare: 0.51 }, log)].sort()).toEqual([0, 4]);
});
