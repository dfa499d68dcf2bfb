import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { keptBy } from '../views/inline.ts';
import eventAttribute from './event-attribute.ts';

const cases = async (params: object) => (await keptBy(exampleLog(), eventAttribute, params)).cases;

// Resources: o1 Ann Bob Cat Ann · o2 Ann Bob Cat Ann · o3 Ann Bob Dan Cat Ann · o4 Ann Cat Bob Cat Ann · o5 Eve ·
// o6 Ann Bob Cat Ann. Cost: register 5, check 20, decide 10, pay 1, reject 2. Urgent: on decide only, yes in o6.
test('any, all and none of the events', async () => {
  const attribute = 'org:resource';
  expect(await cases({ attribute, value: 'Bob' })).toEqual(['o1', 'o2', 'o3', 'o4', 'o6']);
  expect(await cases({ attribute, value: 'Bob', mode: 'none' })).toEqual(['o5']);
  const values = ['Ann', 'Bob', 'Cat'];
  expect(await cases({ attribute, operator: 'one-of', values, mode: 'all' })).toEqual(['o1', 'o2', 'o4', 'o6']);
});

test('numbers', async () => {
  expect(await cases({ attribute: 'cost', value: 2 })).toEqual(['o2']);
  expect(await cases({ attribute: 'cost', operator: '>', value: 1, mode: 'all' })).toEqual(['o2', 'o5']);
  expect(await cases({ attribute: 'cost', operator: '<', value: 2, mode: 'none' })).toEqual(['o2', 'o5']);
});

test('an event without a value meets only "missing"', async () => {
  const attribute = 'urgent';
  expect(await cases({ attribute, value: true })).toEqual(['o6']);
  expect(await cases({ attribute, operator: '!=', value: true })).toEqual(['o1', 'o2', 'o3', 'o4']);
  // No case has a value at every event; in o5 none has one.
  expect(await cases({ attribute, operator: '!=', value: true, mode: 'all' })).toEqual([]);
  expect(await cases({ attribute, operator: 'missing', mode: 'all' })).toEqual(['o5']);
  expect(await cases({ attribute, operator: 'not-missing', mode: 'none' })).toEqual(['o5']);
});

test('dates of events', async () => {
  const attribute = 'time:timestamp';
  expect(await cases({ attribute, operator: '>=', value: '2024-01-07' })).toEqual(['o6']);
  expect(await cases({ attribute, value: '2024-01-06', mode: 'all' })).toEqual([]);
  expect(await cases({ attribute, value: '2024-01-05', mode: 'all' })).toEqual(['o5']);
});

test('an attribute of cases is refused', async () => {
  await expect(cases({ attribute: 'case:channel', value: 'web' })).rejects.toThrow('Use the filter case-attribute');
});
