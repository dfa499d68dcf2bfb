import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { keptBy } from '../views/inline.ts';
import fourEyes from './four-eyes.ts';
import sameResource from './same-resource.ts';

const event = (id: string, activity: string, resource?: string, team?: string) => ({
  ...{ case: id, activity, attributes: { team: team ?? null } },
  ...(resource === undefined ? {} : { resource }),
});
const memory = memoryLog(
  [
    ...[event('one', 'a', 'Ann', 'x'), event('one', 'b', 'Ann', 'y')],
    ...[event('two', 'a', 'Ann', 'x'), event('two', 'b', 'Bob', 'x')],
    // Bob does both, Ann only one of them.
    ...[event('mixed', 'b', 'Bob'), event('mixed', 'a', 'Ann'), event('mixed', 'a', 'Bob')],
    ...[event('unknown', 'a', 'Ann'), event('unknown', 'b')],
    ...[event('only a', 'a', 'Ann'), event('only a', 'a', 'Ann')],
    ...[event('twice', 'a', 'Ann'), event('twice', 'b', 'Bob'), event('twice', 'a', 'Cem')],
  ],
  { segmentEvents: 5 },
);
const kept = async (filter: typeof fourEyes | typeof sameResource, params: object) =>
  (await keptBy(memory, filter, params)).cases.sort();

test('a case violates four eyes when anybody did both, and keeps to it when both are done and nobody did', async () => {
  const pair = { activity: 'a', other: 'b' };
  expect(await kept(fourEyes, pair)).toEqual(['mixed', 'one']);
  expect(await kept(fourEyes, { ...pair, mode: 'kept' })).toEqual(['twice', 'two']);
  expect(await kept(fourEyes, { activity: 'b', other: 'a' })).toEqual(['mixed', 'one']);
});

test('one activity twice', async () => {
  const again = { activity: 'a', other: 'a' };
  expect(await kept(fourEyes, again)).toEqual(['only a']);
  expect(await kept(fourEyes, { ...again, mode: 'kept' })).toEqual(['mixed', 'twice']);
});

test('one person for all of both', async () => {
  const pair = { activity: 'a', other: 'b' };
  expect(await kept(sameResource, pair)).toEqual(['one']);
  expect(await kept(sameResource, { ...pair, mode: 'violated' })).toEqual(['mixed', 'twice', 'two']);
  expect(await kept(sameResource, { activity: 'a', other: 'a' })).toEqual(['only a']);
});

test('another attribute may say who it was', async () => {
  expect(await kept(fourEyes, { activity: 'a', other: 'b', attribute: 'team' })).toEqual(['two']);
  await expect(kept(fourEyes, { activity: 'a', other: 'b', attribute: 'case:start' })).rejects.toThrow(
    'cannot say who',
  );
});

test('what the log lacks is named', async () => {
  await expect(kept(fourEyes, { activity: 'a', other: 'bb' })).rejects.toThrow('no activity "bb"');
  const nobody = memoryLog([{ case: 'c', activity: 'a' }]);
  await expect(keptBy(nobody, sameResource, { activity: 'a', other: 'a' })).rejects.toThrow('does not say who');
  expect((await keptBy(exampleLog(), fourEyes, { activity: 'check', other: 'check' })).cases).toEqual([]);
});
