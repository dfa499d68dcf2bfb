/** Nets that cannot end, pile up tokens or have steps that anything allows: an answer within bounds, or a fault that says why. */
import { expect, test } from 'bun:test';
import deviations from '../calculators/deviations.ts';
import fitness from '../calculators/fitness.ts';
import precision from '../calculators/precision-and-generalisation.ts';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { randomLog, seededNumbers } from '../log/random-log.ts';
import { calculate } from '../views/inline.ts';

const MODELS = ['alpha', 'alpha+'];
const numRuns = Math.ceil(Number(process.env.LAW_RUNS ?? 150) / 5);

/** The share of fitting cases, or the code of the fault. */
async function outcome(memory: MemoryLog, model: string, method: 'alignment' | 'replay') {
  try {
    const found = await calculate(memory, fitness, { model, method, statesPerTrace: 2_000 });
    expect(found.logFitness).toBeGreaterThanOrEqual(0);
    expect(found.logFitness).toBeLessThanOrEqual(1);
    const more = await calculate(memory, precision, { model, method, statesPerTrace: 2_000 });
    expect(more.precision).toBeGreaterThanOrEqual(0);
    expect(more.precision).toBeLessThanOrEqual(1);
    await calculate(memory, deviations, { model, statesPerTrace: 2_000 });
    return found.fittingShare;
  } catch (error) {
    if ((error as Error).name !== 'AppError') throw error;
    return (error as { code: string }).code;
  }
}

test('a net whose end no run reaches is refused, by alignments and by replay', async () => {
  // Register fills the sink and goes on as well: what is left over can never be taken.
  for (const method of ['alignment', 'replay'] as const)
    expect(await outcome(exampleLog(), 'alpha', method)).toBe('conformance.noEnd');
});

test('steps that are possible at any time, as those of a loop are for Alpha', async () => {
  const words = ['ac', 'abc', 'abbc', 'abbbbc'];
  const memory = memoryLog(
    words.flatMap((word, c) => [...word].map((activity, time) => ({ case: `c${c}`, activity, time }))),
  );
  expect(await outcome(memory, 'alpha', 'alignment')).toBe(1);
  expect(await outcome(memory, 'alpha', 'replay')).toBe(1);
});

test('logs made by chance: each ends, with shares or with a fault', async () => {
  const seen = new Set<unknown>();
  for (let seed = 1; seed <= numRuns; seed++)
    for (const model of MODELS)
      for (const method of ['alignment', 'replay'] as const) seen.add(await outcome(randomLog(seed), model, method));
  expect([...seen].filter((code) => typeof code === 'string').sort()).toEqual(['conformance.noEnd']);
  expect([...seen].some((share) => typeof share === 'number')).toBe(true);
}, 120_000);

test('long cases of many activities: a net of some hundred places, and more places than there may be', async () => {
  const random = seededNumbers(3);
  const caseOf = (events: number, activities: number) =>
    memoryLog(
      Array.from({ length: events }, (_, time) => ({
        ...{ case: 'c', time },
        activity: `a${Math.floor(random() * activities)}`,
      })),
    );
  const hundreds = caseOf(500, 60);
  const thousands = caseOf(3_000, 200);
  for (const model of MODELS) {
    expect(await outcome(hundreds, model, 'alignment')).toBe('conformance.noEnd');
    expect(await outcome(thousands, model, 'replay')).toBe('mining.tooManyPlaces');
  }
}, 60_000);
