import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import betweenActivities from './between-activities.ts';
import endActivity from './end-activity.ts';

test('the last event decides', async () => {
  const cases = async (activities: string[]) => (await keptBy(exampleLog(), endActivity, { activities })).cases;
  expect(await cases(['pay'])).toEqual(['o1', 'o3', 'o4', 'o6']);
  expect(await cases(['register', 'reject'])).toEqual(['o2', 'o5']);
  expect(await cases(['check'])).toEqual([]);
});

test('the last kept event decides after event steps', async () => {
  // What stands before decide, without it: o1, o2, o6 end with check, o3 with its second check, o4 with register.
  const steps = [
    { id: 'between-activities', params: { part: 'before', activity: 'decide', inclusive: false } },
    { id: 'end-activity', params: { activities: ['register'] } },
  ];
  const memory = exampleLog();
  const selection = await inlineSelect(memory, steps, filterSource([betweenActivities, endActivity]));
  expect(inlineKept(memory, selection)).toEqual({ cases: 1, events: 1 });
});

test('among equal times the source order decides; one event is first and last', async () => {
  const memory = memoryLog([
    { case: '1', activity: '支払', time: 5 },
    { case: '1', activity: '確認', time: 5 },
    { case: '2', activity: '支払' },
  ]);
  expect((await keptBy(memory, endActivity, { activities: ['支払'] })).cases).toEqual(['2']);
  expect((await keptBy(memory, endActivity, { activities: ['確認', '支払'] })).cases).toEqual(['1', '2']);
});
