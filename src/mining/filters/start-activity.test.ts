import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import betweenActivities from './between-activities.ts';
import startActivity from './start-activity.ts';

test('the first event decides', async () => {
  const cases = async (activities: string[]) => (await keptBy(exampleLog(), startActivity, { activities })).cases;
  expect(await cases(['register'])).toHaveLength(6);
  expect(await cases(['check', 'decide', 'pay', 'reject'])).toEqual([]);
  await expect(cases(['registr'])).rejects.toThrow('Did you mean "register"?');
});

test('the first kept event decides after event steps', async () => {
  // Without register, o4 starts with decide, o5 drops out, the others start with check.
  const steps = [
    { id: 'between-activities', params: { part: 'before', activity: 'register', keep: false } },
    { id: 'start-activity', params: { activities: ['decide'] } },
  ];
  const memory = exampleLog({ segmentEvents: 6 });
  const selection = await inlineSelect(memory, steps, filterSource([betweenActivities, startActivity]));
  expect(inlineKept(memory, selection)).toEqual({ cases: 1, events: 4 });
});

test('among equal times the source order decides; labels differ by case; a missing activity is none', async () => {
  const memory = memoryLog([
    { case: '1', activity: 'Prüfen', time: 5 },
    { case: '1', activity: 'prüfen', time: 5 },
    { case: '2', activity: 'prüfen', time: 5 },
  ]);
  expect((await keptBy(memory, startActivity, { activities: ['Prüfen'] })).cases).toEqual(['1']);
  expect((await keptBy(memory, startActivity, { activities: ['prüfen'] })).cases).toEqual(['2']);
});
