import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { keptBy } from '../views/inline.ts';
import caseList from './case-list.ts';

const kept = async (...cases: string[]) => (await keptBy(exampleLog(), caseList, { cases })).cases;

test('cases by their ids, letter by letter, however often they are named', async () => {
  expect(await kept('o4', 'o1', 'o4')).toEqual(['o1', 'o4']);
  expect(await kept('O1', 'o1 ', 'o')).toEqual([]);
  expect(await kept('o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7')).toEqual(['o1', 'o2', 'o3', 'o4', 'o5', 'o6']);
});

test('in several segments', async () => {
  const { cases } = await keptBy(exampleLog({ segmentEvents: 5 }), caseList, { cases: ['o1', 'o6'] });
  expect(cases).toEqual(['o1', 'o6']);
});
