import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { variantId } from '../model/variant-id.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import variantDna from './variant-dna.ts';
import variantList from './variant-list.ts';

const STRAIGHT = ['register', 'check', 'decide', 'pay'];
const EARLY = ['register', 'decide', 'check', 'decide', 'pay'];

test('what stands elsewhere in the other variant was moved; what the other lacks is only in one', async () => {
  const swapped = memoryLog(
    ['abcd', 'bacx'].flatMap((trace, c) =>
      [...trace].map((activity, i) => ({ case: `${c}`, activity, time: 10 * i * (c + 1) })),
    ),
  );
  const { steps, same } = await calculate(swapped, variantDna, { a: [...'abcd'], b: [...'bacx'] });
  expect(steps.map(({ a, b, relation }) => [a?.activity ?? null, b?.activity ?? null, relation])).toEqual([
    ['a', null, 'moved'],
    ['b', 'b', 'same'],
    [null, 'a', 'moved'],
    ['c', 'c', 'same'],
    ['d', null, 'only-a'],
    [null, 'x', 'only-b'],
  ]);
  expect(same).toBe(2);
});

test('by id as by activities; the figures are those of the list of variants', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    const { items } = await calculate(memory, variantList, { steps: 300, limit: 200 });
    const [first, second] = [items[0]!, items.at(-1)!];
    const byId = await calculate(memory, variantDna, { a: first.id, b: second.id });
    expect(await calculate(memory, variantDna, { a: first.activities, b: second.activities })).toEqual(byId);
    for (const [got, wanted] of [
      [byId.a, first],
      [byId.b, second],
    ] as const) {
      const { stepMs: _, ...figures } = wanted;
      expect(got).toEqual(figures);
    }
    for (const side of ['a', 'b'] as const) {
      const places = byId.steps.flatMap((step) => step[side] ?? []);
      const { activities, stepMs } = side === 'a' ? first : second;
      expect(places.map(({ activity }) => activity)).toEqual(activities);
      expect(places.map(({ sincePreviousMs }) => sincePreviousMs)).toEqual(stepMs);
      expect(places.map(({ position }) => position)).toEqual(activities.map((_, i) => i + 1));
    }
  }
});

test('a variant with itself; longer ones by their beginnings', async () => {
  const { steps, same, cases } = await calculate(exampleLog(), variantDna, { a: STRAIGHT, b: STRAIGHT });
  expect([same, cases, steps.map((step) => step.differenceMs)]).toEqual([4, 2, [null, 0, 0, 0]]);
  const long = memoryLog(Array.from({ length: 305 }, (_, i) => ({ case: '1', activity: 'a', time: i })));
  const trace = Array.from({ length: 305 }, () => 'a');
  expect(await calculate(long, variantDna, { a: trace, b: trace })).toMatchObject({ same: 300, notCompared: 5 });
});

test('one that no case shows, or too few, is not there', async () => {
  const gone = 'No case that the filters keep shows this variant';
  await expect(calculate(exampleLog(), variantDna, { a: STRAIGHT, b: ['pay'] })).rejects.toThrow(gone);
  await expect(calculate(exampleLog(), variantDna, { a: variantId(['pay']), b: STRAIGHT })).rejects.toThrow(gone);
  await expect(calculate(exampleLog(), variantDna, { a: ['pya'], b: STRAIGHT })).rejects.toThrow('Did you mean "pay"?');
  const { log } = exampleLog();
  const run = { ...inlineRun(exampleLog()), k: 2 };
  await expect(variantDna.compute(log, { a: STRAIGHT, b: EARLY }, run)).rejects.toThrow(gone);
  expect((await variantDna.compute(log, { a: STRAIGHT, b: STRAIGHT }, run)).cases).toBe(2);
});
