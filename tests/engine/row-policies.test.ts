/**
 * The law of row policies: what somebody is told of a log under a policy is what everybody would be told of a log that holds
 * nothing else. On random logs, people with attributes, policies and questions over every calculator and filter.
 * `ADIT_TEST_POLICIES=2000` asks that many (300 by default), `ADIT_TEST_SEED` others.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '#sdk';
import type { Engine } from '../../src/engine/engine.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import {
  type PolicyCondition,
  type PolicyRule,
  type PolicyValue,
  stepsOfRules,
} from '../../src/platform/access/row-policy.ts';
import { type BuiltLog, build, manyOrders, type TestLog, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

const RUNS = Number(process.env.ADIT_TEST_POLICIES ?? 300);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const LOGS = 5;
const POLICIES = 8;
const CHANNELS = ['web', 'shop', 'phone', 'mail', 'Übersee'];
const PEOPLE = ['Ann', 'Bob', 'Cat', 'Dan', 'Eve', 'Nobody'];

const registry = createRegistry();
const calculators = [...registry.calculators.values()];
const filters = [...registry.filters.values()];
const folder = temporaryFolder();
let engine: Engine;
beforeAll(() => {
  engine = testEngine(folder, { registry, threads: 2, selectionBytes: 100e6, now: () => Date.UTC(2024, 0, 31) });
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

let state = SEED;
const dice = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 4_294_967_296) * below);
};
const one = <T>(of: readonly T[]): T => of[dice(of.length)]!;
const some = <T>(of: readonly T[], most: number): T[] => Array.from({ length: dice(most + 1) }, () => one(of));

/** Orders whose channel and people were dealt anew; some have no channel. */
function randomLog(): TestLog {
  const { events, attributes } = manyOrders(4 + dice(6));
  const dealt = Object.entries(attributes).map(([id, own]) => [
    id,
    { ...own, channel: dice(8) === 0 ? null : one(CHANNELS) },
  ]);
  const redone = events.map((event) =>
    dice(5) === 0 ? { ...event, resource: dice(4) === 0 ? null : one(PEOPLE) } : event,
  );
  return { events: redone as TestLog['events'], attributes: Object.fromEntries(dealt) };
}

interface Person {
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}
const randomPerson = (): Person => ({
  attributes: new Map([
    ...(dice(4) > 0 ? [['region', [one(CHANNELS), ...some(CHANNELS, 1)]] as const] : []),
    ...(dice(3) > 0 ? [['team', [one(PEOPLE), ...some(PEOPLE, 2)]] as const] : []),
  ]),
});

function randomCondition(): PolicyCondition {
  const ofCase = dice(3) > 0;
  const values: PolicyValue[] = some(ofCase ? [...CHANNELS, 'Moon'] : PEOPLE, 2);
  if (values.length === 0 || dice(2) === 0) values.push({ attribute: ofCase ? 'Region' : 'team' });
  return ofCase
    ? { column: 'case:channel', level: 'case', not: dice(4) === 0, values }
    : { column: 'org:resource', level: 'event', not: dice(4) === 0, values };
}
const randomRule = (): PolicyRule => Array.from({ length: 1 + dice(2) }, randomCondition);

/** The meaning of a policy, said once more and as plain as it can be: the cases that are left. */
function keptCases({ events, attributes }: TestLog, rules: readonly PolicyRule[], person: Person): Set<string> {
  const meets = (id: string, { level, not, values }: PolicyCondition): boolean => {
    const wanted: string[] = [];
    for (const value of values) {
      const found = typeof value === 'string' ? [value] : person.attributes.get(value.attribute.toLowerCase());
      if (!found && not) return false;
      wanted.push(...(found ?? []));
    }
    if (wanted.length === 0) return false;
    const own =
      level === 'case' ? [attributes[id]!.channel] : events.filter((e) => e.case === id).map((e) => e.resource);
    return own.some((value) => wanted.includes(value as string)) !== not;
  };
  const ids = [...new Set(events.map((event) => event.case))];
  return new Set(ids.filter((id) => rules.some((rule) => rule.every((condition) => meets(id, condition)))));
}

interface World {
  readonly whole: BuiltLog;
  readonly policies: { readonly steps: readonly Step[]; readonly kept: number; readonly filtered: BuiltLog | null }[];
}

async function makeWorld(n: number): Promise<World> {
  const log = randomLog();
  const whole = await build(log, join(folder, `log-${n}`), 20 + dice(60));
  const policies: World['policies'] = [];
  for (let p = 0; p < POLICIES; p++) {
    const person = randomPerson();
    const rules = Array.from({ length: 1 + dice(3) }, randomRule);
    const kept = keptCases(log, rules, person);
    const filtered = { ...log, events: log.events.filter((event) => kept.has(event.case)) };
    const built = kept.size > 0 ? await build(filtered, join(folder, `log-${n}-${p}`), 20 + dice(60)) : null;
    policies.push({ steps: stepsOfRules(rules, person.attributes), kept: kept.size, filtered: built });
  }
  return { whole, policies };
}

interface Question {
  readonly calculator: { readonly id: string; readonly params: unknown };
  readonly steps: readonly Step[];
  readonly k: number;
}

function randomQuestion(run: number): Question {
  const { id, examples } = calculators[run % calculators.length]!;
  const filter = () => {
    const chosen = one(filters);
    return { id: chosen.id, params: one(chosen.examples).params } as Step;
  };
  return {
    calculator: { id, params: one(examples).params },
    steps: Array.from({ length: dice(3) }, filter),
    k: one([0, 0, 1, 5]),
  };
}

async function ask(log: BuiltLog, policy: readonly Step[], { calculator, steps, k }: Question) {
  const version = { folder: log.folder, hash: log.manifest.hash };
  try {
    const { text, kept, total, suppressed } = await engine.calculate({
      ...{ version, policy, calculator, steps, k, deadlineMs: 20_000 },
    });
    return { text, kept, total, suppressed };
  } catch (error) {
    const { fault, code, message } = error as Error & Record<string, unknown>;
    return { fault, code, message };
  }
}

test('a policy at the time of the question = a log that was filtered before', async () => {
  const worlds = await Promise.all(Array.from({ length: LOGS }, (_, n) => makeWorld(n)));
  const told = { answers: 0, faults: 0, empty: 0, bounded: 0 };
  for (let run = 0; run < RUNS; run++) {
    const { whole, policies } = one(worlds);
    const { steps: policy, kept, filtered } = one(policies);
    const question = randomQuestion(run);
    const about = { run, seed: SEED, policy: JSON.stringify(policy), question: JSON.stringify(question) };
    const guarded = await ask(whole, policy, question);
    if (!filtered) {
      told.empty++;
      // A log without a case cannot be built: nothing is what must be told.
      expect({ ...about, total: (guarded as { total?: unknown }).total ?? 'fault' }).toEqual({
        ...about,
        total: 'total' in guarded ? { cases: 0, events: 0 } : 'fault',
      });
      continue;
    }
    expect({ ...about, told: guarded }).toEqual({ ...about, told: await ask(filtered, [], question) });
    if ('text' in guarded) {
      told.answers++;
      expect(guarded.total!.cases).toBe(kept);
      if (kept < whole.manifest.cases) told.bounded++;
    } else told.faults++;
  }
  // The law was held against something.
  expect(told.answers).toBeGreaterThan(RUNS * 0.4);
  expect(told.bounded).toBeGreaterThan(RUNS * 0.3);
}, 1_200_000);
