import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { type Calculator, type Kernel, Value } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import type { MemoryLog } from '../log/memory-log.ts';
import { randomLog, randomSelection, seededNumbers } from '../log/random-log.ts';
import { checkParams } from '../views/check-params.ts';
import { filteredCopy } from '../views/filtered-copy.ts';
import { inlineRun } from '../views/inline.ts';
import { EVERYTHING, type Selection } from '../views/selection.ts';

// Every calculator of the folder, and what each must obey. The parameters tried are those of the documented examples,
// as far as they fit the log at hand, and the defaults.
const files = readdirSync(import.meta.dir).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
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
  const kernels = calculators.flatMap((calculator) => calculator.kernels?.map((kernel) => kernel.id) ?? []);
  expect(kernels.toSorted()).toEqual([...new Set(kernels)].sort());
});

/**
 * The result as it leaves the engine: parameters completed, the result checked against its own schema, kernels' parameters
 * and partials copied as they are between threads. What a log cannot answer is the text of the fault.
 */
async function outcome(calculator: Calculator, params: unknown, memory: MemoryLog, selection: Selection = EVERYTHING) {
  const inline = inlineRun(memory, selection);
  const copied = <P, A>(kernel: Kernel<P, A>): Kernel<P, A> => ({
    id: kernel.id,
    partial: (segment, view, p) => structuredClone(kernel.partial(segment, view, structuredClone(p))),
    merge: kernel.merge,
  });
  const run = { ...inline, reduce: <P, A>(kernel: Kernel<P, A>, p: P) => inline.reduce(copied(kernel), p) };
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

const tried = calculators.flatMap((calculator) => {
  const all = [JSON.stringify({}), ...calculator.examples.map((example) => JSON.stringify(example.params))];
  return [...new Set(all)].map((params) => ({ calculator, params: JSON.parse(params) as unknown }));
});

/** Both must be the same, byte for byte; the name tells which calculator it was. */
async function same(a: MemoryLog, b: MemoryLog, on: Selection = EVERYTHING): Promise<number> {
  let answered = 0;
  for (const { calculator, params } of tried) {
    const what = `${calculator.id} ${JSON.stringify(params)}`;
    const found = await outcome(calculator, params, a, on);
    expect([what, found]).toEqual([what, await outcome(calculator, params, b)]);
    if (found.text !== undefined) answered++;
  }
  return answered;
}

const holds = (check: (seed: number, segmentEvents: number) => Promise<unknown>, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, events) => {
      await check(seed, events);
    }),
    { seed: 20240131, numRuns },
  );

const example = (segmentEvents: number) => exampleLog({ segmentEvents });

test('one segment = many segments', async () => {
  for (const size of [1, 4, 9]) expect(await same(example(size), example(1_000_000))).toBeGreaterThan(0);
  await holds((seed, segmentEvents) => same(randomLog(seed, { segmentEvents }), randomLog(seed)), 25);
});

test('same input twice = same bytes', () => holds((seed) => same(randomLog(seed), randomLog(seed)), 5));

test('under bits = on the physically filtered log', async () => {
  const check = async (memory: MemoryLog, seed: number) => {
    for (const level of ['cases', 'events'] as const) {
      const selection = randomSelection(memory, seed, level);
      await same(memory, filteredCopy(memory, selection), selection);
    }
  };
  for (let seed = 0; seed < 8; seed++) await check(example(6), seed);
  await holds((seed, segmentEvents) => check(randomLog(seed, { segmentEvents }), seed), 25);
});

test('no log is too hard: no times, one event, 400 activities, a case of 10,000 events', async () => {
  const { memoryLog } = await import('../log/memory-log.ts');
  const random = seededNumbers(1);
  const rows = Array.from({ length: 10_000 }, (_, i) => ({
    case: 'long',
    activity: `activity ${Math.floor(random() * 400)}`,
    time: -1e12 + i * 1000,
  }));
  const logs: MemoryLog[] = [
    memoryLog([{ case: 'c', activity: 'only' }]),
    memoryLog([
      { case: 'c', activity: 'a' },
      { case: 'c', activity: 'b' },
      { case: 'd', activity: 'b' },
    ]),
    memoryLog(rows),
  ];
  for (const memory of logs) {
    for (const { calculator, params } of tried) await outcome(calculator, params, memory);
    const nothing: Selection = {
      cases: memory.segments.map((s) => new Uint32Array((s.cases + 31) >>> 5)),
      events: null,
    };
    for (const { calculator, params } of tried) await outcome(calculator, params, memory, nothing);
  }
});
