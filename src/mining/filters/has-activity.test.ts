import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { keptBy } from '../views/inline.ts';
import hasActivity from './has-activity.ts';

const cases = async (params: object) => (await keptBy(exampleLog(), hasActivity, params)).cases;

test('any, all and none of the activities', async () => {
  expect(await cases({ activities: ['pay', 'reject'] })).toEqual(['o1', 'o2', 'o3', 'o4', 'o6']);
  expect(await cases({ activities: ['check', 'pay'], mode: 'all' })).toEqual(['o1', 'o3', 'o4', 'o6']);
  expect(await cases({ activities: ['pay', 'reject'], mode: 'none' })).toEqual(['o5']);
});

test('bounds on occurrences', async () => {
  expect(await cases({ activities: ['check', 'decide'], minCount: 2 })).toEqual(['o3', 'o4']);
  expect(await cases({ activities: ['decide'], maxCount: 1 })).toEqual(['o1', 'o2', 'o3', 'o6']);
});

test('an unknown activity is named, with the nearest', async () => {
  await expect(cases({ activities: ['chek'] })).rejects.toThrow(
    'The log has no activity "chek". Did you mean "check"?',
  );
});

test('an activity named twice is one; bounds hold for each activity', async () => {
  expect(await cases({ activities: ['pay', 'pay'], mode: 'all' })).toEqual(['o1', 'o3', 'o4', 'o6']);
  // Exactly one check and one decide: o3 checks twice, o4 decides twice, o5 does neither.
  expect(await cases({ activities: ['check', 'decide'], mode: 'all', maxCount: 1 })).toEqual(['o1', 'o2', 'o6']);
  expect(await cases({ activities: ['check', 'decide'], mode: 'none', minCount: 2 })).toEqual(['o1', 'o2', 'o5', 'o6']);
  await expect(cases({ activities: ['check'], minCount: 3, maxCount: 2 })).rejects.toThrow('above maxCount');
});
