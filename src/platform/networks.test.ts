import { expect, test } from 'bun:test';
import { networksOf } from './networks.ts';

const has = (entries: string[], ip: string) => {
  const networks = networksOf(entries);
  if ('mistake' in networks) throw new Error(networks.mistake);
  return networks.has(ip);
};

test.each([
  [['10.0.0.0/8'], '10.255.0.1', true],
  [['10.0.0.0/8'], '11.0.0.1', false],
  [['10.0.0.5'], '10.0.0.5', true],
  [['10.0.0.5'], '10.0.0.6', false],
  [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
  [['fd00::/8'], 'fd12::1', true],
  [['fd00::/8'], 'fe80::1', false],
  [['0.0.0.0/0'], '203.0.113.9', true],
  [['0.0.0.0/0'], 'fd00::1', false],
  [[], '10.0.0.5', false],
  [['10.0.0.0/8'], 'localhost', false],
  [['10.0.0.0/8'], '', false],
] as const)('%j has %s: %p', (entries, ip, expected) => {
  expect(has([...entries], ip)).toBe(expected);
});

test.each([
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0/8',
  'fd00::/129',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '10.0.0.0/ 8',
  'host',
  '',
  '010.0.0.1',
])('%j is neither address nor network', (entry) => {
  expect(networksOf(['10.0.0.1', entry])).toEqual({ mistake: entry });
});
