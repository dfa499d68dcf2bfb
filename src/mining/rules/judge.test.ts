import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { hasBit, type Segment, type View } from '#sdk';
import type { MemoryLog } from '../log/memory-log.ts';
import { randomLog, randomSelection, seededNumbers } from '../log/random-log.ts';
import { activationsByEvents } from '../model/declare-by-events.ts';
import { checkParams } from '../views/check-params.ts';
import { inlineRun } from '../views/inline.ts';
import { DEFAULT_LENS, viewOf } from '../views/lens.ts';
import { EVERYTHING, type Selection } from '../views/selection.ts';
import { judgeRules, prepareRules } from './judge.ts';
import { type Rule, ruleTemplates, templateOf } from './rule.ts';
import { NOT_CHECKED } from './rule-template.ts';
import { type ReadEvent, RULES_BY_DEFINITION } from './rules-by-definition.ts';

const HOUR = 3_600_000;

/** The kept events of each kept case that has one, case ids first. */
function readCases(memory: MemoryLog, selection: Selection): Map<string, ReadEvent[]> {
  const who = memory.log.findColumn('resource') ? memory.log.values('resource') : [''];
  const cost = memory.log.findColumn('cost');
  const read = (segment: Segment, view: View, e: number): ReadEvent => ({
    activity: memory.log.activityNames[view.activity[e]!]!,
    time: view.time[e]!,
    who: memory.log.findColumn('resource') ? who[segment.codes('resource')[e]!]! : '',
    cost: cost ? segment.numbers(cost.id)[e]! : Number.NaN,
  });
  const cases = new Map<string, ReadEvent[]>();
  for (const segment of memory.segments) {
    const view = viewOf(segment, selection, DEFAULT_LENS);
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      const events: ReadEvent[] = [];
      for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++)
        if (!view.events || hasBit(view.events, e)) events.push(read(segment, view, e));
      if (events.length > 0) cases.set(segment.caseId(c), events);
    }
  }
  return cases;
}

/** What the kernel finds of each kept case by each rule. */
async function judgedCases(memory: MemoryLog, selection: Selection, rules: readonly Rule[]) {
  const prepared = structuredClone(await prepareRules(memory.log, rules, inlineRun(memory, selection)));
  const found = rules.map(() => new Map<string, number | null>());
  for (const segment of memory.segments) {
    judgeRules(segment, viewOf(segment, selection, DEFAULT_LENS), prepared, (judged, n) => {
      for (let k = 0; k < judged.count; k++) {
        const violations = judged.found[k]!;
        const id = segment.caseId(judged.list === null ? k : judged.list[k]!);
        found[n]!.set(id, violations === NOT_CHECKED ? null : violations);
      }
    });
  }
  return found;
}

/** One rule of each template with parameters by chance, some on activities that the log does not have. */
function someRules({ log }: MemoryLog, seed: number): Rule[] {
  const names = log.activityNames.slice(1);
  const knowsPeople = log.findColumn('resource') !== null;
  const random = seededNumbers(seed);
  const below = (n: number) => Math.floor(random() * n);
  const name = () => (random() < 0.1 ? 'nowhere' : names[below(names.length)]!);
  const activities = () => Array.from({ length: 1 + below(3) }, name);
  const pair = () => ({ activity: name(), other: name() });
  const apart = () => {
    const activity = name();
    return { activity, other: names.find((other) => other !== activity && random() < 0.7) ?? 'nowhere at all' };
  };
  const params: Record<string, object> = {
    'starts-with': { activities: activities() },
    'ends-with': { activities: activities() },
    'must-contain': { activities: activities(), mode: random() < 0.5 ? 'any' : 'all' },
    'must-not-contain': { activities: activities() },
    'at-most-times': { activity: name(), times: 1 + below(2) },
    before: apart(),
    'directly-followed-by': pair(),
    'not-both': apart(),
    'within-time': { ...pair(), maxMs: below(6) * HOUR, required: random() < 0.5 },
    'different-people': pair(),
    'same-person': pair(),
    'attribute-condition': {
      ...{ attribute: 'cost', operator: '<=', value: below(20) },
      ...(random() < 0.7 ? { activity: name() } : {}),
    },
    'case-duration-within': { minMs: below(3) * HOUR, maxMs: (3 + below(12)) * HOUR },
  };
  // A log in which nobody is known has no rules about people.
  const fitting = Object.entries(params).filter(([template]) => knowsPeople || !/people|person/.test(template));
  return fitting.map(([template, own]) => ({
    ...(checkParams(templateOf(template).params, own) as object),
    ...{ template, severity: 'warning', weight: 1 },
  }));
}

const LAW_RUNS = Number(process.env.LAW_RUNS ?? 150);
const onRandomLogs = (check: (memory: MemoryLog, selection: Selection, seed: number) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, segmentEvents) => {
      const memory = randomLog(seed, { segmentEvents, missing: 0.2 });
      for (const selection of [
        EVERYTHING,
        ...(['cases', 'events'] as const).map((of) => randomSelection(memory, seed, of)),
      ])
        await check(memory, selection, seed);
    }),
    { seed: 20240131, numRuns: LAW_RUNS },
  );

test('every template that needs no other engine has a definition to be held against', () => {
  const others = ['declare', 'filter', 'follows-model'];
  expect([...Object.keys(RULES_BY_DEFINITION), ...others].sort()).toEqual(ruleTemplates().map(({ id }) => id));
});

test('judged over segments as by definition, case by case, under any bits', async () => {
  const spoken = { checked: 0, broken: 0 };
  await onRandomLogs(async (memory, selection, seed) => {
    const rules = someRules(memory, seed);
    const found = await judgedCases(memory, selection, rules);
    const cases = readCases(memory, selection);
    rules.forEach((rule, n) => {
      for (const [id, events] of cases) {
        const expected = RULES_BY_DEFINITION[rule.template]!(events, rule as never);
        if (found[n]!.get(id) !== expected)
          expect([rule, id, events, found[n]!.get(id)]).toEqual([rule, id, events, expected]);
        if (expected !== null) spoken.checked++;
        if (expected) spoken.broken++;
      }
    });
  });
  // The laws would also hold of nothing.
  expect(spoken.checked).toBeGreaterThan(10_000);
  expect(spoken.broken).toBeGreaterThan(3_000);
});

test('DECLARE as by its definition, event by event', () =>
  onRandomLogs(async (memory, selection, seed) => {
    const names = [...memory.log.activityNames.slice(1), 'nowhere'];
    const random = seededNumbers(seed);
    const [a, b] = names.toSorted(() => random() - 0.5) as [string, string];
    const templates = [
      'response',
      'precedence',
      'succession',
      'alternate-response',
      'chain-precedence',
      'not-succession',
    ];
    const rules = templates.map((constraint) => ({
      ...{ template: 'declare', constraint, activities: [a, b], n: 1, severity: 'warning' as const, weight: 1 },
    }));
    const found = await judgedCases(memory, selection, rules);
    for (const [id, events] of readCases(memory, selection))
      templates.forEach((constraint, n) => {
        const trace = events.map(({ activity }) => activity);
        const { activations, fulfilled } = activationsByEvents(constraint, trace, a, b);
        expect([constraint, trace, found[n]!.get(id)]).toEqual([
          ...[constraint, trace],
          activations === 0 ? null : activations - fulfilled,
        ]);
      });
  }));
