import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import conformanceCounts from './conformance-counts.ts';

const rule = (template: string, severity: 'info' | 'warning' | 'error', params: object) => ({
  ...{ template, severity, weight: 1 },
  ...params,
});

test('a case counts for the worst rule that it breaks, and for how many it breaks', async () => {
  // o2 rejects (info, error); o3 checks twice (warning); o5 has no check (info) and is not paid (error).
  const rules = [
    rule('must-contain', 'error', { activities: ['pay'] }),
    rule('must-not-contain', 'info', { activities: ['reject'] }),
    rule('at-most-times', 'warning', { activity: 'check', times: 1 }),
    rule('must-contain', 'info', { activities: ['check'], mode: 'all' }),
  ];
  expect(await calculate(exampleLog({ segmentEvents: 6 }), conformanceCounts, { rules })).toMatchObject({
    counts: { conforming: 3, conformingShare: 0.5, nonConforming: 3 },
    byDeviations: [
      { deviations: 0, cases: 3 },
      { deviations: 1, cases: 1 },
      { deviations: 2, cases: 2 },
    ],
    bySeverity: [
      { severity: 'error', cases: 2 },
      { severity: 'warning', cases: 1 },
    ],
  });
});

test('a search that ends too early leaves cases undecided, not conforming', async () => {
  // Sixteen loops side by side have a state space beyond what is searched with so few states.
  const names = Array.from({ length: 16 }, (_, i) => `activity ${String.fromCharCode(97 + i)}`);
  const model = `+( ${names.map((name) => `*( '${name}', 'again ${name}' )`).join(', ')} )`;
  const rows = [...names, ...names.toReversed()].map((activity, time) => ({ case: 'long', activity, time }));
  const found = await calculate(memoryLog(rows), conformanceCounts, { model, statesPerTrace: 1_000 });
  expect(found.cases).toBe(1);
  expect((found.counts?.conforming ?? 0) + (found.counts?.nonConforming ?? 0) + found.undecided).toBe(1);
  expect(found.counts?.conforming).toBe(0);
});
