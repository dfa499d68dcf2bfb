import { expect, test } from 'bun:test';
import { netFromJson } from '../discovery/model-result.ts';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { checkSoundness } from '../model/soundness.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import alphaModel from './alpha-model.ts';
import fitness from './fitness.ts';
import precision from './precision-and-generalisation.ts';

const logOf = (...words: string[]) =>
  memoryLog(words.flatMap((word, c) => [...word].map((activity, time) => ({ case: `c${c}`, activity, time }))));

test('the verdict is that of the net, and comes back from JSON', async () => {
  for (const memory of [exampleLog(), logOf('abcd', 'acbd', 'aed'), logOf('ac', 'abbc')]) {
    const found = JSON.parse(JSON.stringify(await calculate(memory, alphaModel)));
    expect(found.soundness.verdict).toBe(checkSoundness(netFromJson(found.net)).verdict);
  }
});

test('every case fits what Alpha finds in the first log of the book', async () => {
  const memory = logOf('abcd', 'abcd', 'acbd', 'aed');
  expect((await calculate(memory, alphaModel)).soundness).toEqual({ verdict: 'sound', findings: [] });
  expect(await calculate(memory, fitness, { model: 'alpha-model' })).toMatchObject({ model: 'alpha', fittingShare: 1 });
  expect(await calculate(memory, precision, { model: 'alpha' })).toMatchObject({ precision: 1 });
  const looped = logOf('ac', 'abc', 'abbc');
  expect(await calculate(looped, fitness, { model: 'alpha+' })).toMatchObject({ model: 'alpha+', fittingShare: 1 });
});

test('activities of too few cases are taken out before, and counted', async () => {
  const memory = exampleLog();
  const { hidden, net } = await alphaModel.compute(memory.log, { variant: 'alpha' }, { ...inlineRun(memory), k: 2 });
  // reject occurs in one case.
  expect([hidden, net.transitions.map((t) => t.label)]).toEqual([1, ['check', 'decide', 'pay', 'register']]);
});
