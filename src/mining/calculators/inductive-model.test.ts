import { expect, test } from 'bun:test';
import { netFromJson } from '../discovery/model-result.ts';
import { parseTreeText } from '../formats/tree-text.ts';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import inductiveModel from './inductive-model.ts';

test('net and tree of a result say the same, and come back from JSON', async () => {
  const { net, tree } = await calculate(exampleLog(), inductiveModel, { noise: 0 });
  expect(netFromJson(JSON.parse(JSON.stringify(net)))).toEqual(treeToNet(parseTreeText(tree!)));
});

test('what was run is said', async () => {
  const algorithm = async (variant: 'im' | 'imf' | 'imd', noise: number) => {
    const found = await calculate(exampleLog(), inductiveModel, { variant, noise });
    return [found.algorithm, found.noise];
  };
  expect(await algorithm('imf', 0.2)).toEqual(['imf', 0.2]);
  expect(await algorithm('imf', 0)).toEqual(['im', 0]);
  expect(await algorithm('im', 0.2)).toEqual(['im', 0]);
  expect(await algorithm('imd', 0.2)).toEqual(['imd', 0.2]);
});

test('IMd on the orders, by hand', async () => {
  // check → decide, check → check, decide → check; decide ends the part, so the loop is the whole part and has no redo:
  // every sequence of both. Pay or reject behind; o5 skips both parts, and nobody else one of them.
  const { tree } = await calculate(exampleLog(), inductiveModel, { variant: 'imd', noise: 0 });
  expect(tree).toBe("->( 'register', X( tau, ->( *( X( 'check', 'decide' ), tau ), X( 'pay', 'reject' ) ) ) )");
});

test('activities of too few cases are taken out before, and counted', async () => {
  const memory = exampleLog();
  // reject occurs in one case.
  const found = await inductiveModel.compute(memory.log, { variant: 'imf', noise: 0 }, { ...inlineRun(memory), k: 2 });
  expect([found.hidden, found.tree]).toEqual([1, expect.not.stringContaining('reject')]);
});

test('missing names are the empty label, no silent step', async () => {
  const memory = memoryLog([
    { case: 'c', activity: 'a', time: 1 },
    { case: 'c', activity: '', time: 2 },
  ]);
  const { tree, net } = await calculate(memory, inductiveModel);
  expect([tree, net.transitions.map((t) => t.label)]).toEqual(["->( 'a', '' )", ['a', '']]);
});
