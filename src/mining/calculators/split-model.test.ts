import { expect, test } from 'bun:test';
import { bpmnFromJson, bpmnToJson, netFromJson } from '../discovery/model-result.ts';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { checkSoundness } from '../model/soundness.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import fitness from './fitness.ts';
import splitModel from './split-model.ts';

test('process and net of a result say the same, and come from JSON', async () => {
  const { net, bpmn } = await calculate(exampleLog(), splitModel);
  expect(checkSoundness(netFromJson(JSON.parse(JSON.stringify(net)))).verdict).toBe('sound');
  expect(bpmnToJson(bpmnFromJson(JSON.parse(JSON.stringify(bpmn))))).toEqual(bpmn);
  const name = (id: string) => bpmn.nodes.find((node) => node.id === id)!.name ?? id;
  expect(bpmn.flows.map(({ from, to }) => `${name(from)} > ${name(to)}`)).toEqual([
    ...['start-1 > register', 'register > exclusive-1', 'exclusive-1 > check', 'check > exclusive-2'],
    ...['exclusive-2 > exclusive-1', 'exclusive-2 > decide', 'decide > exclusive-3', 'exclusive-3 > pay'],
    ...['exclusive-3 > reject', 'pay > exclusive-4', 'reject > exclusive-4', 'exclusive-4 > end-1'],
  ]);
});

test('a discovered model can be named in conformance: four of six orders fit, o4 decides too early, o5 ends too early', async () => {
  // o4: one log move. o5: check, decide and pay or reject are missing. Denominators 4 + 4 …: o1 8, o2 8, o3 9, o4 9, o5 5, o6 8.
  for (const model of ['split-model', 'split'])
    expect(await calculate(exampleLog(), fitness, { model })).toMatchObject({
      ...{ model: 'split', totalCost: 4, fittingShare: 4 / 6, shortestRun: 4, logFitness: 1 - 4 / 47 },
    });
});

test('activities of too few cases are taken out before, and counted', async () => {
  const memory = exampleLog();
  const params = { epsilon: 0.1, eta: 0.4, replaceInclusive: false };
  // reject occurs in one case.
  const found = await splitModel.compute(memory.log, params, { ...inlineRun(memory), k: 2 });
  expect([found.hidden, found.bpmn.nodes.some(({ name }) => name === 'reject')]).toEqual([1, false]);
});

test('what was taken back is said', async () => {
  const words = ['abcabcd', 'acbd', 'acbd', 'abcacbd'];
  const events = words.flatMap((word, c) => [...word].map((activity, time) => ({ case: `c${c}`, activity, time })));
  const { findings } = await calculate(memoryLog(events), splitModel, { epsilon: 0.3, eta: 0 });
  expect(findings).toEqual([
    '"b" and "c" happen in both orders, but are a choice and a loop here: a loop could begin again while something else goes on, or would need an inclusive gateway.',
  ]);
});

test('missing names are the empty label, no silent step', async () => {
  const memory = memoryLog([
    { case: 'c', activity: 'a', time: 1 },
    { case: 'c', activity: '', time: 2 },
  ]);
  const { net } = await calculate(memory, splitModel);
  expect(net.transitions.map(({ label }) => label)).toEqual(['a', '']);
});
