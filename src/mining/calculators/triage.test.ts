import { expect, test } from 'bun:test';
import type { Static } from '#sdk';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog, seededNumbers } from '../log/random-log.ts';
import { checkParams } from '../views/check-params.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import deviations from './deviations.ts';
import triage from './triage.ts';
import variantList from './variant-list.ts';

const RUNS = Number(process.env.LAW_RUNS ?? 150);
/** One case a trace; a letter is an activity. */
const logOf = (traces: readonly string[]) =>
  memoryLog(traces.flatMap((trace, c) => [...trace].map((activity, i) => ({ case: `${c}`, activity, time: i }))));
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

test('marks at random: groups share out the cases, marks stay, and scores are those of the deviations from the same tree', async () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = seededNumbers(seed);
    const log = randomLog(seed, { cases: 12 });
    const { items } = await calculate(log, variantList, { limit: 200 });
    const marks = items.map(() => Math.floor(random() * 3));
    const [good, bad] = [1, 2].map((mark) => items.flatMap(({ id }, i) => (marks[i] === mark ? [id] : [])));
    const threshold = random();
    const found = await calculate(log, triage, { good: good!, bad: bad!, threshold, limit: 1000 });
    const { fewest: _, ...groups } = found.groups!;
    expect(sum(Object.values(groups).map(({ cases }) => cases))).toBe(found.cases);
    expect(sum(Object.values(groups).map(({ variants }) => variants))).toBe(found.variants);
    expect(found.unknown).toBe(0);
    for (const [i, { id }] of items.entries()) {
      const { group } = found.items.find((item) => item.id === id)!;
      expect([marks[i], group.endsWith('-by-mark')]).toEqual([marks[i], marks[i] !== 0]);
      if (marks[i] !== 0) expect(group).toBe(marks[i] === 1 ? 'good-by-mark' : 'bad-by-mark');
    }
    if (found.tree === null) continue;
    // Without noise all that was marked good fits.
    expect(found.items.every((item) => item.group !== 'good-by-mark' || item.fitness === 1)).toBe(true);
    const compared = await calculate(log, deviations, { model: found.tree });
    for (const item of found.items) {
      expect(item.fitness).toBe(compared.items.find(({ id }) => id === item.id)!.fitness);
      if (item.group.endsWith('-by-score')) expect(item.group.startsWith('good')).toBe(item.fitness! >= threshold);
    }
  }
});

test('no mark, a mark of nothing, and two marks on one variant', async () => {
  const gone = await calculate(logOf(['ab']), triage, { good: ['0123456789ab'] });
  expect(gone).toMatchObject({ cases: 1, variants: 1, unknown: 1, tree: null, items: [{ group: 'open' }] });
  const open = await calculate(logOf(['ab', 'ab', 'ac']), triage, {});
  expect(open.groups).toMatchObject({ open: { variants: 2, cases: 3 }, fewest: 3 });
  const { id } = open.items[0]!;
  const fault = await calculate(logOf(['ab']), triage, { good: [id], bad: [id.slice(0, 12)] }).catch((e) => e);
  expect(fault).toMatchObject({ code: 'triage.twoMarks', details: [{ pointer: '/params/bad/0' }] });
});

test('a threshold is itself good enough', async () => {
  // Shortest run 2; abb has one step too many: 1 − 1 ⁄ 5.
  const log = logOf(['ab', 'abb']);
  const { items } = await calculate(log, triage, {});
  const good = [items.find(({ activities }) => activities.length === 2)!.id];
  const groups = async (threshold: number) => (await calculate(log, triage, { good, threshold })).groups;
  expect(await groups(0.8)).toMatchObject({ goodByScore: { cases: 1 }, badByScore: { cases: 0 } });
  expect(await groups(0.81)).toMatchObject({ goodByScore: { cases: 0 }, badByScore: { cases: 1 } });
});

test('a mark on a variant of too few cases does nothing: what it did would tell that the variant is there', async () => {
  const log = logOf(['ab', 'ab', 'ab', 'acb']);
  const { items } = await calculate(log, triage, {});
  const rare = items.find(({ count }) => count === 1)!.id;
  const asked = checkParams(triage.params, { good: [rare] }) as Static<typeof triage.params>;
  const found = await triage.compute(log.log, asked, { ...inlineRun(log), k: 2 });
  expect(found).toMatchObject({ unknown: 1, tree: null, listed: 1, hidden: 1 });
});
