/** Faults planted into a sound log: how many there are is known by construction. */
import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import calculator from '../calculators/data-quality.ts';
import caseAttribute from '../filters/case-attribute.ts';
import filter from '../filters/quality-finding.ts';
import timePeriod from '../filters/time-period.ts';
import { type MemoryEvent, type MemoryLogOptions, memoryLog } from '../log/memory-log.ts';
import { checkParams } from '../views/check-params.ts';
import { calculate, filterSource, inlineKept, inlineRun, inlineSelect } from '../views/inline.ts';
import type { Finding, QualityResult } from './finding.ts';
import { qualityChecks } from './settings.ts';

const DAY = 86_400_000;
const START = Date.UTC(2023, 0, 2);
const filters = filterSource([filter, caseAttribute, timePeriod]);

/** 200 cases of four steps, one a quarter of a day, none of which a check has anything to say about. */
function soundLog(): MemoryEvent[] {
  return Array.from({ length: 200 }, (_, c) =>
    ['register', 'check', 'decide', 'pay'].map((activity, e): MemoryEvent => {
      const time = START + c * (DAY / 2) + e * 3_723_004 + (c % 17) * 61_013 + 7;
      const attributes = {
        cost: 90 + ((c * 7 + e * 3) % 21),
        channel: ['web', 'shop'][c % 2]!,
        colour: ['red', 'blue'][e % 2]!,
      };
      return {
        case: `c${1000 + c}`,
        activity,
        time,
        start: time - 600_000,
        resource: ['Ann', 'Bob'][c % 2]!,
        attributes,
      };
    }),
  ).flat();
}

const assess = (rows: readonly MemoryEvent[], params: object = {}, options: MemoryLogOptions = {}) =>
  calculate(memoryLog(rows, options), calculator, params as never, undefined, filters) as Promise<QualityResult>;
const of = (result: QualityResult, check: string) => result.checks.find(({ id }) => id === check)!;
const first = (result: QualityResult, check: string): Finding | undefined => of(result, check).findings[0];
const changed = (n: number, change: (event: MemoryEvent, i: number) => MemoryEvent) =>
  soundLog().map((event, i) => (i % 4 === 1 && i < n * 4 ? change(event, i) : event));
const without = (name: keyof MemoryEvent) => (event: MemoryEvent) => {
  const { [name]: _, ...rest } = event;
  return rest as MemoryEvent;
};

test('every file is one check, named after it', () => {
  const files = readdirSync(join(import.meta.dir, 'checks'))
    .map((file) => basename(file, '.ts'))
    .sort();
  expect(qualityChecks().map(({ id }) => id)).toEqual(files);
});

test('a sound log has nothing to be said against it, and a score of 100', async () => {
  const result = await assess(soundLog());
  expect(result.checks.filter(({ findings }) => findings.length > 0)).toEqual([]);
  expect(result.score).toBe(100);
});

const PLANTED: [check: string, rows: MemoryEvent[], affected: number, cases: number][] = [
  ['missing-activities', changed(12, (e) => ({ ...e, activity: null as never })), 12, 12],
  ['missing-times', changed(7, without('time')), 7, 7],
  ['missing-resources', changed(9, without('resource')), 9, 9],
  ['missing-values', changed(5, (e) => ({ ...e, attributes: { ...e.attributes, channel: null } })), 5, 5],
  ['missing-case-ids', soundLog().map((e) => ({ ...e, case: e.case < 'c1003' ? ' n/a ' : e.case })), 1, 1],
  ['placeholder-values', changed(4, (e) => ({ ...e, attributes: { ...e.attributes, channel: 'N/A' } })), 4, 4],
  ['duplicate-events', soundLog().flatMap((e, i) => (i % 80 === 0 ? [e, e, e] : [e])), 20, 10],
  ['duplicate-keys', soundLog().flatMap((e, i) => (i % 80 === 0 ? [e, { ...e, resource: 'Cat' }] : [e])), 10, 10],
  ['duplicate-cases', soundLog().flatMap((e) => (e.case < 'c1011' ? [e, { ...e, case: `x${e.case}` }] : [e])), 11, 11],
  ['future-times', changed(3, (e) => ({ ...e, time: Date.UTC(2030, 0, 1, 1, 2, 3) })), 3, 3],
  ['epoch-times', changed(6, (e) => ({ ...e, time: 0 })), 6, 6],
  ['early-times', changed(6, (e) => ({ ...e, time: Date.UTC(1969, 5, 1, 1, 2, 3) })), 6, 6],
  ['out-of-order', soundLog().map((e, i, all) => (i % 4 < 2 && i < 40 ? all[i ^ 1]! : e)), 10, 10],
  ['start-after-end', changed(8, (e) => ({ ...e, start: (e.time as number) + 1 })), 8, 8],
  ['equal-times', changed(13, (e) => ({ ...e, time: (e.time as number) - 3_723_004 })), 13, 13],
  ['single-event-cases', soundLog().filter((e, i) => e.case >= 'c1015' || i % 4 === 0), 15, 15],
  [
    'duration-outliers',
    soundLog().map((e, i) => (i === 3 || i === 7 ? { ...e, time: (e.time as number) + 300 * DAY } : e)),
    2,
    2,
  ],
  ['value-outliers', changed(2, (e) => ({ ...e, attributes: { ...e.attributes, cost: 1e6 } })), 2, 2],
  ['encoding-damage', changed(5, (e) => ({ ...e, activity: 'prÃ¼fen' })), 5, 5],
  [
    'near-equal-labels',
    changed(4, (e) => ({ ...e, activity: ['Check', 'check ', 'CHECK'][e.case.charCodeAt(4) % 3]! })),
    4,
    4,
  ],
  ['midnight-times', changed(60, (e) => ({ ...e, time: Math.floor((e.time as number) / DAY) * DAY })), 60, 60],
  [
    'round-hours',
    changed(100, (e) => ({ ...e, time: Math.floor((e.time as number) / DAY) * DAY + 36e5 * 5 })),
    100,
    100,
  ],
];

test.each(PLANTED)(
  '%s: as many as were planted, and the filters that open and repair them',
  async (check, rows, affected, cases) => {
    const result = await assess(rows);
    const finding = first(result, check)!;
    expect([finding.affected, finding.cases]).toEqual([affected, cases]);
    expect(of(result, check).score!).toBeLessThan(100);
    expect(finding.exampleCases.length).toBe(Math.min(3, cases));
    const memory = memoryLog(rows, { segmentEvents: 64 });
    const opened = await inlineSelect(memory, [finding.select!], filters);
    expect(inlineKept(memory, opened).cases).toBe(cases);
    // In many segments the same is found.
    const cut = (await calculate(memory, calculator, {}, undefined, filters)) as QualityResult;
    expect(cut).toEqual(result);
    if (finding.repair === null) return;
    const left = await calculate(
      memory,
      calculator,
      {},
      await inlineSelect(memory, [finding.repair], filters),
      filters,
    );
    const after = first(left as QualityResult, check);
    expect(after?.affected ?? 0).toBe(0);
  },
);

test('what a value should perhaps be is said', async () => {
  const damaged = first(await assess(changed(5, (e) => ({ ...e, activity: 'prÃ¼fen' }))), 'encoding-damage');
  expect(damaged?.values).toEqual([{ value: 'prÃ¼fen', like: 'prüfen', cases: 5 }]);
  const near = first(await assess(changed(4, (e) => ({ ...e, activity: 'Check' }))), 'near-equal-labels');
  expect(near?.values).toEqual([{ value: 'Check', like: 'check', cases: 4 }]);
});

test('times out of order are seen in cases that lack a time as well, which are not put in order', async () => {
  const rows = soundLog();
  rows[0] = without('time')(rows[0]!);
  [rows[2], rows[3]] = [rows[3]!, rows[2]!];
  expect(first(await assess(rows), 'out-of-order')).toMatchObject({ affected: 1, cases: 1, exampleCases: ['c1000'] });
});

test('a day without events between days with many is a drop in volume', async () => {
  const rows = Array.from({ length: 100 }, (_, d) =>
    Array.from({ length: d === 50 ? 2 : 30 }, (_, n): MemoryEvent => {
      const time = START + d * DAY + 36e5 * 9 + n * 61_001;
      return { case: `d${d}-${n}`, activity: 'a', time };
    }),
  ).flat();
  const finding = first(await assess(rows), 'volume-drops')!;
  expect(finding).toMatchObject({ subject: '2023-02-21', affected: 1, cases: 2 });
  expect(finding.statement.values).toEqual({ period: { day: '2023-02-21' }, events: 2, usual: 30 });
});

test('what is known of the load, and of activities', async () => {
  const result = await assess(soundLog(), {
    load: { rows: 800, refused: 25 },
    settings: { 'unknown-activities': { known: ['register', 'check', 'pay'] } },
  });
  expect(first(result, 'refused-rows')).toMatchObject({ affected: 25, of: 825 });
  expect(first(result, 'unknown-activities')).toMatchObject({
    affected: 200,
    values: [{ value: 'decide', cases: 200 }],
  });
});

test('a model that activities are known of is named; what is not there says so', async () => {
  const asked = async (settings: object) =>
    of(await assess(soundLog(), { settings: { 'unknown-activities': settings } }), 'unknown-activities');
  const model = { name: 'Agreed', version: 3 };
  const { findings } = await asked({ known: ['register', 'check', 'pay'], model });
  expect(findings.map(({ message }) => message)).toEqual([
    'Activities that the model “Agreed” (version 3) lacks: 1 (200 of 800 events).',
  ]);
  const why = async (settings: object) => (await asked(settings)).unmeasured;
  expect(await why({ lacking: 'model' })).toStartWith('The model that says which activities are known is not there');
  expect(await why({ lacking: 'former-version' })).toBe('There is no version before this one.');
  expect(await why({ known: [], model })).toBe('The model “Agreed” has no activities.');
});

test('rules of somebody’s own', async () => {
  const rows = changed(6, (e, i) => ({
    ...e,
    resource: i < 8 ? null! : e.resource!,
    attributes: {
      ...e.attributes,
      cost: i < 12 ? 500 : 100,
      channel: i < 16 ? 'fax' : 'web',
      parent: i < 16 ? 'c1001' : 'gone',
    },
  }));
  const asked = [
    { check: 'rule-not-null', column: 'org:resource' },
    { check: 'rule-within-range', column: 'cost', to: 200 },
    { check: 'rule-allowed-values', column: 'channel', values: ['web', 'shop'] },
    { check: 'rule-refers-to', column: 'parent' },
    { check: 'rule-unique-key', columns: ['concept:name', 'time:timestamp'] },
    { check: 'rule-not-null', column: 'cots', name: 'A column that is not there' },
  ];
  const { checks } = await assess([...rows, { ...rows[9]!, case: 'again' }], { rules: asked });
  const rules = checks.filter(({ rule }) => rule !== null);
  expect(rules.map(({ findings }) => findings[0]?.affected ?? 0)).toEqual([2, 4, 5, 2, 2, 0]);
  expect(rules.at(-1)).toMatchObject({ score: null, findings: [], title: 'A column that is not there' });
  expect(rules.at(-1)!.unmeasured).toContain('Did you mean "cost"?');
});

test('a check can be turned off, weighed and tolerated otherwise', async () => {
  const rows = changed(8, without('resource'));
  const settings = { 'missing-resources': { weight: 3, zeroAt: 0.02 }, 'equal-times': { off: true } };
  const result = await assess(rows, { settings });
  expect(of(result, 'missing-resources')).toMatchObject({ weight: 3, score: 50 });
  expect(result.checks.some(({ id }) => id === 'equal-times')).toBe(false);
});

test('where groups are shown, what fewer cases break or keep is in no score, and no case is named', async () => {
  const all = soundLog();
  const rows = all.map((e, i) => (i < 12 ? without('resource')(e) : e));
  const memory = memoryLog(rows);
  const params = checkParams(calculator.params, {}) as never;
  const [open, grouped] = await Promise.all(
    [1, 5].map((k) => calculator.compute(memory.log, params, { ...inlineRun(memory), k }) as Promise<QualityResult>),
  );
  // Three cases lack their resources, which is fewer than five.
  expect(first(open!, 'missing-resources')).toMatchObject({
    affected: 12,
    cases: 3,
    exampleCases: ['c1000', 'c1001', 'c1002'],
  });
  expect(of(grouped!, 'missing-resources')).toMatchObject({ score: null, points: 0, findings: [] });
  const most = memoryLog(all.map((e, i) => (i >= 12 ? without('resource')(e) : e)));
  const few = (await calculator.compute(most.log, params, { ...inlineRun(most), k: 5 })) as QualityResult;
  expect(of(few, 'missing-resources')).toMatchObject({ score: null, findings: [] });
  const half = memoryLog(all.map((e, i) => (i % 8 < 4 ? without('resource')(e) : e)));
  const shown = (await calculator.compute(half.log, params, { ...inlineRun(half), k: 5 })) as QualityResult;
  expect(first(shown, 'missing-resources')).toMatchObject({ affected: 400, cases: 100, exampleCases: [] });
});
