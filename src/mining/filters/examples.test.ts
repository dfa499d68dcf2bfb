import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { allBits, andBits, type Bits, type Filter, hasBit, noBits, type Step, setBit } from '#sdk';
import { exampleCaseAttributes, exampleEvents, exampleLog } from '../log/example-log.ts';
import { type MemoryEvent, type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { casesWithEvents } from '../views/cases-with.ts';
import { filteredCopy } from '../views/filtered-copy.ts';
import { filterSource, inlineKept, inlineSelect } from '../views/inline.ts';
import { planView, seesPrevious } from '../views/plan.ts';
import { EVERYTHING, type Selection } from '../views/selection.ts';

// Every filter of the folder, and what each must obey. The steps tried are the documented examples of the filters.
const files = readdirSync(import.meta.dir).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
const filters: Filter[] = await Promise.all(files.map(async (file) => (await import(`./${file}`)).default));
const source = filterSource(filters);
type Example = { step: Step; keeps: 'cases' | 'events'; previous: boolean };
const examples: Example[] = filters.flatMap((filter) =>
  filter.examples.map(({ params }) => {
    const plan = planView([{ id: filter.id, params }], source);
    const keeps = plan.caseSteps.length > 0 ? 'cases' : 'events';
    const previous = [...plan.caseSteps, ...plan.eventSteps].some(seesPrevious);
    return { step: { id: filter.id, params }, keeps, previous } as const;
  }),
);
const steps = examples.map((example) => example.step);
const baseCaseSteps = examples.filter((e) => e.keeps === 'cases' && !e.previous).map((example) => example.step);

/** What a selection keeps, independent of segments: case ids, each with its kept events as positions in the case. */
function kept(memory: MemoryLog, selection: Selection): string[] {
  const lines: string[] = [];
  for (const segment of memory.segments) {
    const cases = selection.cases?.[segment.index];
    const events = selection.events?.[segment.index];
    for (let c = 0; c < segment.cases; c++) {
      if (cases && !hasBit(cases, c)) continue;
      const positions: string[] = [];
      for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
        if (!events || hasBit(events, e))
          positions.push(`${segment.codes('activity')[e]}@${segment.numbers('time')[e]}`);
      }
      if (positions.length > 0) lines.push(`${segment.caseId(c)}: ${positions.join(' ')}`);
    }
  }
  return lines.sort();
}
const select = (memory: MemoryLog, steps: readonly Step[], live?: Selection) =>
  inlineSelect(memory, steps, source, live);
const keptBySteps = async (memory: MemoryLog, steps: readonly Step[], live?: Selection) =>
  kept(memory, await select(memory, steps, live));

test('every file is one filter, named after it', () => {
  expect(files.length).toBeGreaterThan(0);
  expect(filters.map((filter) => `${filter.id}.ts`)).toEqual(files);
  for (const filter of filters) {
    expect(filter.kind).toBe('filter');
    expect(filter.examples.length).toBeGreaterThan(0);
    for (const [name, schema] of Object.entries(filter.params.properties)) {
      expect(`${filter.id}.${name}: ${schema.description ?? ''}`).toMatch(/: .{8}/);
    }
  }
});

for (const filter of filters) {
  for (const example of filter.examples) {
    test(`${filter.id}: ${example.title}`, async () => {
      for (const segmentEvents of [1_000_000, 5, 1]) {
        const memory = exampleLog({ segmentEvents });
        const selection = await select(memory, [{ id: filter.id, params: example.params }]);
        expect(inlineKept(memory, selection)).toMatchObject(example.expect);
      }
    });
  }
}

const ACTIVITIES = ['register', 'check', 'decide', 'pay', 'reject'] as const;
const RESOURCES = ['Ann', 'Bob', 'Cat', 'Dan', 'Eve', undefined] as const;
const HOUR = 3_600_000;
const event = fc.record({
  activity: fc.constantFrom(...ACTIVITIES),
  // Few instants, so that many are equal; some are missing.
  hour: fc.option(fc.integer({ min: 0, max: 200 }), { freq: 8 }),
  resource: fc.constantFrom(...RESOURCES),
  cost: fc.option(fc.integer({ min: 0, max: 25 })),
  urgent: fc.option(fc.boolean()),
});
const trace = fc.record({
  events: fc.array(event, { minLength: 1, maxLength: 9 }),
  channel: fc.constantFrom('web', 'shop', 'phone', null),
  amount: fc.option(fc.integer({ min: 0, max: 700 })),
  member: fc.option(fc.boolean()),
});

/** The example log's six orders, so that every example's names exist, and generated cases among them. */
const generated = fc.record({
  traces: fc.array(trace, { maxLength: 40 }),
  segmentEvents: fc.integer({ min: 3, max: 60 }),
});
type Generated = typeof generated extends fc.Arbitrary<infer T> ? T : never;

function build({ traces, segmentEvents }: Generated): MemoryLog {
  const events: MemoryEvent[] = [...exampleEvents];
  const caseAttributes: Record<string, Record<string, string | number | boolean | null>> = { ...exampleCaseAttributes };
  traces.forEach(({ events: steps, ...attributes }, i) => {
    caseAttributes[`g${i}`] = attributes;
    for (const { activity, hour, resource, cost, urgent } of steps) {
      events.push({
        case: `g${i}`,
        activity,
        ...(hour === null ? {} : { time: Date.UTC(2024, 0, 1) + hour * HOUR }),
        ...(resource === undefined ? {} : { resource }),
        attributes: { cost, urgent },
      });
    }
  });
  return memoryLog(events, { caseAttributes, segmentEvents });
}

/** Some cases and events, chosen by a seed: what a row policy and earlier event steps may leave. */
function someLive(memory: MemoryLog, seed: number): Selection {
  const random = (segment: number, i: number) => Math.imul((i + 1) * 31 + segment, seed | 1) >>> 13;
  const choose = (length: number, segment: number, share: number) => {
    const bits = noBits(length);
    for (let i = 0; i < length; i++) if (random(segment, i) % 10 < share) setBit(bits, i);
    return bits;
  };
  const events = memory.segments.map((s) => choose(s.events, s.index, 7));
  const cases = memory.segments.map((s) => andBits(casesWithEvents(s, events[s.index]!), choose(s.cases, s.index, 8)));
  return { cases, events };
}

const holds = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, check), { seed: 20240131, numRuns: 60 });

test('one segment = many segments', () =>
  holds(generated, async (value) => {
    const [memory, whole] = [build(value), build({ ...value, segmentEvents: 1_000_000 })];
    for (const step of steps) expect(await keptBySteps(memory, [step])).toEqual(await keptBySteps(whole, [step]));
  }));

test('under bits = on the physically filtered log', () =>
  holds(fc.tuple(generated, fc.integer()), async ([value, seed]) => {
    const memory = build(value);
    const live = someLive(memory, seed);
    const copy = filteredCopy(memory, live);
    for (const step of steps) {
      expect([step, await keptBySteps(memory, [step], live)]).toEqual([step, await keptBySteps(copy, [step])]);
    }
  }));

test('kept + removed = total', () =>
  holds(generated, async (value) => {
    const memory = build(value);
    const all = inlineKept(memory, EVERYTHING);
    for (const { step, keeps } of examples.filter((e) => !e.previous)) {
      const keptPart = inlineKept(memory, await select(memory, [step]));
      const removed = inlineKept(memory, await select(memory, [{ not: step }]));
      expect([step, keptPart.events + removed.events]).toEqual([step, all.events]);
      if (keeps === 'cases') expect([step, keptPart.cases + removed.cases]).toEqual([step, all.cases]);
    }
  }));

const commute = async (memory: MemoryLog, a: Step, b: Step) => {
  const selected = await select(memory, [a]);
  // The second filter runs on a log that holds nothing but what the first left: no plan can put them in order.
  const there = await keptBySteps(filteredCopy(memory, selected), [b]);
  expect([a, b, there]).toEqual([a, b, await keptBySteps(memory, [b, a])]);
};

test('filters against the base commute pairwise on the example log', async () => {
  for (const a of baseCaseSteps) for (const b of baseCaseSteps) await commute(exampleLog({ segmentEvents: 9 }), a, b);
});

test('filters against the base commute on generated logs', () =>
  holds(
    fc.tuple(generated, fc.constantFrom(...baseCaseSteps), fc.constantFrom(...baseCaseSteps)),
    async ([value, a, b]) => {
      const memory = build(value);
      await commute(memory, a, b);
      await commute(memory, b, a);
    },
  ));

test('no bit stands past the last case or event', async () => {
  const memory = exampleLog({ segmentEvents: 7 });
  for (const step of steps) {
    const selection = await select(memory, [step]);
    memory.segments.forEach((segment, i) => {
      const inside = (bits: readonly Bits[] | null, length: number) =>
        bits && expect(andBits(bits[i]!, allBits(length))).toEqual(Uint32Array.from(bits[i]!));
      inside(selection.cases, segment.cases);
      inside(selection.events, segment.events);
    });
  }
});
