import { expect, test } from 'bun:test';
import { groupByRule } from './role-rules.ts';

const rule = (group: string) => ({ group, role: 'viewer', tenant: '', workspace: '*' });

test.each([
  ['analysts', ['analysts', 'staff'], 'analysts'],
  ['Analysts', ['analysts'], null],
  ['analyst', ['analysts'], null],
  ['adit-*', ['staff', 'adit-readers'], 'adit-readers'],
  ['*-readers', ['adit-readers'], 'adit-readers'],
  ['a*r', ['a.r', 'b'], 'a.r'],
  ['a.r*', ['axr1'], null],
  ['*', ['anything'], 'anything'],
  ['*', [], null],
  ['a*', ['ba'], null],
  ['(a+)+*', ['(a+)+!'], '(a+)+!'],
  ['a*b', ['a\nb'], 'a\nb'],
] as const)('%j of %j is %j', (pattern, groups, found) => {
  expect(groupByRule(groups)(rule(pattern))).toBe(found);
});
