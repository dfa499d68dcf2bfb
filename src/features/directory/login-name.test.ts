import { expect, test } from 'bun:test';
import { keptLogin, splitDomain, typedLogin, visible } from './login-name.ts';

test.each([
  ['ann', 'ann'],
  ['  Ann.Berg  ', 'Ann.Berg'],
  ['ａｎｎ', 'ann'],
  ['ﬁona', 'fiona'],
  ['Zoe\u0308', 'Zoë'],
  ['张伟', '张伟'],
  ['ann@corp.example', 'ann@corp.example'],
  ['CORP\\ann', 'CORP\\ann'],
  ['*()#=,+<>;"', '*()#=,+<>;"'],
  ['Ann Berg', 'Ann Berg'],
])('rule 13: %p is searched for as %p', (typed, name) => expect(typedLogin(typed)).toBe(name));

test.each([
  ['nothing', ''],
  ['spaces', '   '],
  ['NUL', 'ann\0'],
  ['NUL in the middle', 'a\0nn'],
  ['a line end', 'an\nn'],
  ['escape', 'ann\u001b[31m'],
  ['delete', 'ann\u007f'],
  ['a C1 control', 'ann\u0085x'],
  ['right-to-left override', 'nna\u202egreb'],
  ['right-to-left mark', 'ann\u200fx'],
  ['left-to-right isolate', 'ann\u2066x'],
  ['Arabic letter mark', 'ann\u061cx'],
  ['zero-width space', 'an\u200bn'],
  ['zero-width joiner', 'an\u200dn'],
  ['byte order mark', 'an\ufeffn'],
  ['soft hyphen', 'an\u00adn'],
  ['line separator', 'an\u2028n'],
  ['half of a pair', 'ann\ud800'],
  ['private use', 'ann\ue000'],
  ['tag letters', 'ann\u{e0061}'],
  ['257 letters', 'a'.repeat(257)],
])('rule 13: %s is refused', (_, typed) => expect(typedLogin(typed)).toBeNull());

test.each([
  ['Ann.Berg', 'ann.berg'],
  ['ＡＮＮ', 'ann'],
  ['Straße', 'strasse'],
  ['STRASSE', 'strasse'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
  ['σίσυφος', 'σίσυφοσ'],
  ['ﬁona', 'fiona'],
  ['Zoe\u0308', 'zoë'],
  ['ann\u202e', 'ann'],
  [' ann ', 'ann'],
])('rule 13: what the directory calls %p is kept as %p', (given, kept) => expect(keptLogin(given)).toBe(kept));

test('rule 13: a name of the directory cannot turn the direction of a page', () => {
  expect(visible('Ann \u202egreB\u202c\u0007')).toBe('Ann greB');
});

test('rule 14: the domain is what stands before the backslash', () => {
  expect(splitDomain('CORP\\ann')).toEqual({ domain: 'CORP', name: 'ann' });
  expect(splitDomain('ann')).toEqual({ domain: null, name: 'ann' });
  expect(splitDomain('\\ann')).toEqual({ domain: '', name: 'ann' });
  expect(splitDomain('A\\b\\c')).toEqual({ domain: 'A', name: 'b\\c' });
});
