import { expect, test } from 'bun:test';
import { ModelRef, type Step, StepRef, Type } from '#sdk';
import { withModels, withModelsInSteps } from './model-refs.ts';

const Conforms = Type.Object({ model: ModelRef('a model') });
const shout = {
  modelOf: (model: string) => model.toUpperCase(),
  paramsOf: (id: string) => (id === 'conforms' ? Conforms : undefined),
};
const step = (model: string) => ({ id: 'conforms', params: { model } });
const Params = Type.Object({
  model: ModelRef('a model'),
  name: Type.String(),
  list: Type.Array(Type.Object({ against: ModelRef('each') })),
  choice: Type.Union([
    Type.Object({ type: Type.Literal('follows'), model: ModelRef('one') }),
    Type.Object({ type: Type.Literal('says'), model: Type.String() }),
    Type.Object({ type: Type.Literal('filter'), step: StepRef('a filter') }),
  ]),
});

test('models are replaced where the schema marks one, and nowhere else', () => {
  const given = {
    model: 'a',
    name: 'a',
    list: [{ against: 'b' }, 7],
    choice: { type: 'follows', model: 'c' },
    more: 'a',
  };
  expect(withModels(Params, given, shout)).toEqual({
    ...{ model: 'A', name: 'a', list: [{ against: 'B' }, 7], choice: { type: 'follows', model: 'C' }, more: 'a' },
  });
  expect(withModels(Params, { choice: { type: 'says', model: 'c' } }, shout)).toEqual({
    choice: { type: 'says', model: 'c' },
  });
  expect(withModels(Params, { choice: { type: 'filter', step: { not: step('a') } } }, shout)).toEqual({
    choice: { type: 'filter', step: { not: step('A') } },
  });
  expect(given.model).toBe('a');
  for (const wrong of [null, 'text', 3, [1], { model: 3, list: 'no' }])
    expect(withModels(Params, wrong, shout)).toEqual(wrong);
});

test('in filters they are found at any depth; what is no filter stays for whoever checks it', () => {
  const given = [
    step('a'),
    { id: 'other', params: { model: 'a' } },
    { and: [{ or: [step('b'), { not: step('c') }] }] },
    { id: 'conforms' },
    ...([null, { and: 'x' }, {}] as unknown as Step[]),
  ];
  expect(withModelsInSteps(given, shout)).toEqual([
    step('A'),
    { id: 'other', params: { model: 'a' } },
    { and: [{ or: [step('B'), { not: step('C') }] }] },
    { id: 'conforms' },
    ...([null, { and: 'x' }, {}] as unknown as Step[]),
  ]);
});
