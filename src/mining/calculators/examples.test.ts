import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Calculator, type Filter, type Kernel, noBits, type Run, Value } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { randomLog, randomSelection, seededNumbers } from '../log/random-log.ts';
import { checkParams } from '../views/check-params.ts';
import { filteredCopy } from '../views/filtered-copy.ts';
import { filterSource, inlineRun } from '../views/inline.ts';
import { DEFAULT_LENS } from '../views/lens.ts';
import { EVERYTHING, type Selection } from '../views/selection.ts';

// Every calculator of the folder, and what each must obey. The parameters tried are those of the documented examples,
// as far as they fit the log at hand, and the defaults.
const files = readdirSync(import.meta.dir).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
const filterFiles = readdirSync(join(import.meta.dir, '../filters')).filter((file) => !file.endsWith('.test.ts'));
const filters: Filter[] = await Promise.all(
  filterFiles.map(async (file) => (await import(`../filters/${file}`)).default),
);
const calculators: Calculator[] = await Promise.all(files.map(async (file) => (await import(`./${file}`)).default));

test('every file is one calculator, named after it', () => {
  expect(files.length).toBeGreaterThan(0);
  expect(calculators.map((calculator) => `${calculator.id}.ts`)).toEqual(files);
  for (const calculator of calculators) {
    expect(calculator.kind).toBe('calculator');
    expect(calculator.examples.length).toBeGreaterThan(0);
    for (const [name, schema] of Object.entries(calculator.params.properties)) {
      expect(`${calculator.id}.${name}: ${schema.description ?? ''}`).toMatch(/: .{8}/);
    }
  }
  // Two calculators may list one kernel; no two kernels have one name.
  const kernels = [...new Set(calculators.flatMap((calculator) => calculator.kernels ?? []))].map(({ id }) => id);
  expect(kernels.toSorted()).toEqual([...new Set(kernels)].sort());
});

/**
 * The result as it leaves the engine: parameters completed, the result checked against its own schema, kernels' parameters
 * and partials copied as they are between threads. What a log cannot answer is the text of the fault.
 */
async function outcome(calculator: Calculator, params: unknown, memory: MemoryLog, selection: Selection = EVERYTHING) {
  // What the selection keeps stands for all that may be seen: a second selection keeps a part of it.
  const inline = inlineRun(memory, selection, DEFAULT_LENS, filterSource(filters), { live: selection });
  const copied = <P, A>(kernel: Kernel<P, A>): Kernel<P, A> => ({
    id: kernel.id,
    partial: (segment, view, p) => structuredClone(kernel.partial(segment, view, structuredClone(p))),
    merge: kernel.merge,
  });
  const copying = (of: Run): Run => ({
    ...of,
    reduce: (kernel, p) => of.reduce(copied(kernel), p),
    over: async (steps, pointer) => copying(await of.over(steps, pointer)),
  });
  const run = copying(inline);
  let result: unknown;
  try {
    const complete = checkParams(calculator.params, structuredClone(params));
    result = await calculator.compute(memory.log, complete as never, run);
  } catch (error) {
    if ((error as Error).name === 'AppError') return { fault: (error as Error).message };
    throw error;
  }
  const closed = { ...calculator.result, additionalProperties: false };
  const first = Value.Errors(closed, result).First();
  if (first) throw new Error(`${calculator.id}: the result breaks its schema at ${first.path}: ${first.message}`);
  return { text: JSON.stringify(result) };
}

for (const calculator of calculators) {
  for (const example of calculator.examples) {
    test(`${calculator.id}: ${example.title}`, async () => {
      for (const segmentEvents of [1_000_000, 5, 1]) {
        const { text, fault } = await outcome(calculator, example.params, exampleLog({ segmentEvents }));
        expect(fault).toBeUndefined();
        expect(JSON.parse(text!)).toMatchObject(example.expect as object);
      }
    });
  }
}

const triesOf = (calculator: Calculator): unknown[] => {
  const all = [JSON.stringify({}), ...calculator.examples.map(({ params }) => JSON.stringify(params))];
  return [...new Set(all)].map((params) => JSON.parse(params) as unknown);
};

/** Both must be the same, byte for byte; gives how many parameters had an answer that is no fault. */
async function same(calculator: Calculator, a: MemoryLog, b: MemoryLog, on: Selection = EVERYTHING): Promise<number> {
  let answered = 0;
  for (const params of triesOf(calculator)) {
    const found = await outcome(calculator, params, a, on);
    expect([params, found]).toEqual([params, await outcome(calculator, params, b)]);
    if (found.text !== undefined) answered++;
  }
  return answered;
}

const holds = (check: (seed: number, segmentEvents: number) => Promise<void>, numRuns = 12) =>
  fc.assert(fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), check), { seed: 20240131, numRuns });

const random = seededNumbers(1);
const longCase = Array.from({ length: 10_000 }, (_, i) => ({
  case: 'long',
  activity: `activity ${Math.floor(random() * 400)}`,
  time: -1e12 + i * 1000,
}));
const hardLogs: Record<string, MemoryLog> = {
  'one event without a time': memoryLog([{ case: 'c', activity: 'only' }]),
  'no times': memoryLog(['c', 'c', 'd', 'd'].map((id, i) => ({ case: id, activity: `${i % 3}` }))),
  'a case of 10,000 events, 400 activities, before 1970': memoryLog(longCase),
};

for (const calculator of calculators) {
  const { id } = calculator;
  test(`${id}: one segment = many segments`, async () => {
    for (const segmentEvents of [1, 4, 9]) {
      expect(await same(calculator, exampleLog({ segmentEvents }), exampleLog())).toBeGreaterThan(0);
    }
    await holds(async (seed, segmentEvents) => {
      await same(calculator, randomLog(seed, { segmentEvents }), randomLog(seed));
    });
  });

  test(`${id}: same input twice = same bytes`, () =>
    holds(async (seed) => {
      await same(calculator, randomLog(seed), randomLog(seed));
    }, 3));

  test(`${id}: under bits = on the physically filtered log`, async () => {
    const check = async (memory: MemoryLog, seed: number) => {
      for (const level of ['cases', 'events'] as const) {
        const selection = randomSelection(memory, seed, level);
        await same(calculator, memory, filteredCopy(memory, selection), selection);
      }
    };
    for (let seed = 0; seed < 6; seed++) await check(exampleLog({ segmentEvents: 6 }), seed);
    await holds((seed, segmentEvents) => check(randomLog(seed, { segmentEvents }), seed));
  });

  test(`${id}: hard logs, and no case left`, async () => {
    for (const memory of Object.values(hardLogs)) {
      const nothing = { cases: memory.segments.map((s) => noBits(s.cases)), events: null };
      for (const params of triesOf(calculator)) {
        await outcome(calculator, params, memory);
        await outcome(calculator, params, memory, nothing);
      }
    }
  }, 60_000);
}
