import { describe, expect, test } from 'bun:test';
import type { Step } from '#sdk';
import { keptName, readState, stepsOf, toggled, withoutStep, withStep, writeState } from './state.ts';

const paid = { id: 'has-activity', params: { activities: ['zahlen – 支払い 🙂'] } } as Step;
const long = { id: 'case-length', params: { min: 3 } } as Step;

test('what is written is read again, letters of every script included', () => {
  const state = toggled(withStep(withStep([], paid), long), 1);
  expect(readState(writeState(state))).toEqual([
    { step: paid, off: false },
    { step: long, off: true },
  ]);
  expect(stepsOf(state)).toEqual([paid]);
  expect(writeState(withoutStep(withoutStep(state, 1), 0))).toBe('');
  expect(readState('')).toEqual([]);
  expect(writeState(state)).toMatch(/^[\w-]+$/);
});

test.each([
  ['not base64', '%%%'],
  ['not JSON', Buffer.from('{]').toString('base64url')],
  ['not UTF-8', Buffer.from([0xff, 0xfe, 0x5b]).toString('base64url')],
  ['not a list', Buffer.from('{"id":"x"}').toString('base64url')],
  ['not steps', Buffer.from('[1]').toString('base64url')],
  ['a paused nothing', Buffer.from('[{"off":null}]').toString('base64url')],
  ['a cut-off one', writeState([{ step: paid, off: false }]).slice(0, -5)],
  ['too many', Buffer.from(JSON.stringify(Array(201).fill(paid))).toString('base64url')],
])('a changed address is refused: %s', (_, text) => {
  expect(() => readState(text)).toThrow('The filters in this address cannot be read');
});

describe('a list that the server keeps', () => {
  const list = [paid, long, paid].map((step, i) => ({ step, off: i === 2 }));
  const name = keptName(list);
  const find = (asked: string) => (asked === name ? list : null);
  const read = (text: string) => readState(text, find);

  test('is named by what is in it, and entries are taken away, paused and added without keeping it anew', () => {
    const state = read(`~${name}`);
    expect(stepsOf(state)).toEqual([paid, long]);
    const changed = withStep(withoutStep(toggled(toggled(state, 2), 0), 1), long);
    const text = writeState(changed, find);
    expect(text).toMatch(/^~[0-9a-f]{24}!0-1!2\.[\w-]+$/);
    expect(stepsOf(read(text))).toEqual([paid, long]);
    expect(read(text).map(({ off }) => off)).toEqual([true, false, false]);
    expect(writeState(read(`~${name}`), find)).toBe(`~${name}`);
  });

  test.each(['~', '~zz', `~${'0'.repeat(24)}`, `~${name}.`, `~${name}x1`, `~${name}-9999`])('%s is refused', (text) => {
    expect(() => read(text)).toThrow('cannot be read');
  });
});
