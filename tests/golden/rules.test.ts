/**
 * Rules on real logs. Those on the order of activities are held against PM4Py's variants with their counts
 * (`../shared/data/expected/alignments-*.json`), the rule that follows a model against its alignment costs; those on times
 * and people against a second reading of the file. What a rule means is its definition, event by event.
 */
import { afterAll, describe, expect, test } from 'bun:test';
import { type ReadEvent, RULES_BY_DEFINITION } from '../../src/mining/rules/rules-by-definition.ts';
import { sharedData } from '../shared-data.ts';
import { MinedLogs } from './mined-log.ts';
import { instant, writtenLog } from './written-log.ts';

const LOGS = [
  ['receipt', 'receipt.xes.gz'],
  ['sepsis', 'Sepsis.xes.gz'],
  ['roadtraffic', 'RoadTraffic.xes.gz'],
] as const;

interface Aligned {
  totalCost: number;
  fittingTraces: number;
  traces: number;
  variants: { activities: string[]; count: number }[];
}
type SentRule = { template: string } & Record<string, unknown>;
type Found = { casesChecked: number; violated: { cases: number; violations: number } }[];

const logs = new MinedLogs();
afterAll(() => logs[Symbol.asyncDispose]());

const DAY = 86_400_000;
const base = { severity: 'warning', weight: 1 };

/** What each rule finds by definition, in cases that stand for so many each. */
const byDefinition = (cases: readonly { events: readonly ReadEvent[]; count: number }[], rules: readonly SentRule[]) =>
  rules.map((rule) => {
    const sums = { casesChecked: 0, violated: { cases: 0, violations: 0 } };
    for (const { events, count } of cases) {
      const violations = RULES_BY_DEFINITION[rule.template]!(events, rule as never);
      if (violations === null) continue;
      sums.casesChecked += count;
      sums.violated.cases += violations > 0 ? count : 0;
      sums.violated.violations += violations * count;
    }
    return sums;
  });

const withCounts = (rules: Found) =>
  rules.map(({ casesChecked, violated: { cases, violations } }) => ({ casesChecked, violated: { cases, violations } }));

/** Rules on the eight most frequent activities, each template on each of their neighbours. */
function orderRules({ variants }: Aligned): SentRule[] {
  const counts = new Map<string, number>();
  for (const { activities, count } of variants)
    for (const name of new Set(activities)) counts.set(name, (counts.get(name) ?? 0) + count);
  const names = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 8);
  return names.flatMap(([activity], i) => {
    const [other] = names[(i + 1) % names.length]!;
    return [
      { template: 'starts-with', activities: [activity] },
      { template: 'ends-with', activities: [activity, other] },
      { template: 'must-contain', activities: [activity, other], mode: 'all' },
      { template: 'must-contain', activities: [activity, other], mode: 'any' },
      { template: 'must-not-contain', activities: [activity] },
      { template: 'at-most-times', activity, times: 1 },
      { template: 'before', activity, other },
      { template: 'directly-followed-by', activity, other },
      { template: 'not-both', activity, other },
    ];
  });
}

function eventRules({ variants }: Aligned, withPeople: boolean): SentRule[] {
  const names = [...new Set(variants.slice(0, 20).flatMap(({ activities }) => activities))].slice(0, 8);
  return names.flatMap((activity, i) => {
    const other = names[(i + 1) % names.length]!;
    const rules: SentRule[] = [
      { template: 'within-time', activity: other, other: activity, maxMs: 2 * DAY, required: i % 2 === 0 },
      { template: 'case-duration-within', minMs: i * DAY, maxMs: 30 * i * DAY },
    ];
    const people = [
      { template: 'different-people', activity, other },
      { template: 'same-person', activity, other },
      { template: 'different-people', activity, other: activity },
    ];
    return withPeople ? [...rules, ...people] : rules;
  });
}

describe.each(LOGS)('%s', (name, file) => {
  const expected = async () => (await Bun.file(sharedData(`expected/alignments-${name}.json`)).json()) as Aligned;
  const mined = async (rules: readonly object[]): Promise<Found> => {
    const params = { rules: rules.map((rule) => ({ ...base, ...rule })), variants: 0, examples: 0 };
    return (await logs.mine(file, 'rule-violations', params)).rules;
  };

  test('rules on the order of activities, over the variants that PM4Py counts', async () => {
    const aligned = await expected();
    const rules = orderRules(aligned);
    const cases = aligned.variants.map(({ activities, count }) => ({
      events: activities.map((activity) => ({ activity, time: 0, who: '', cost: 0 })),
      count,
    }));
    expect(withCounts(await mined(rules))).toEqual(byDefinition(cases, rules));
  }, 60_000);

  test('the rule that follows the model of IMf breaks where, and as often as, optimal alignments cost something', async () => {
    const { totalCost, fittingTraces, traces } = await expected();
    const model = await Bun.file(sharedData(`models/imf/${name}.pnml`)).text();
    const [found] = withCounts(await mined([{ template: 'follows-model', model }]));
    expect(found).toEqual({
      casesChecked: traces,
      violated: { cases: traces - fittingTraces, violations: totalCost },
    });
  }, 60_000);

  test('rules on times and people, over a second reading of the file', async () => {
    const read = (await writtenLog(file)).map((trace) =>
      trace
        .map(({ activity, time, resource }) => ({ activity, time: instant(time), who: resource, cost: 0 }))
        .sort((a, b) => a.time - b.time),
    );
    const withPeople = read.some((events) => events.some(({ who }) => who !== ''));
    const rules = eventRules(await expected(), withPeople);
    const cases = read.map((events) => ({ events, count: 1 }));
    expect(withCounts(await mined(rules))).toEqual(byDefinition(cases, rules));
  }, 60_000);
});
