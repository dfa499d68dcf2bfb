import { expect, test } from 'bun:test';
import { preferredLocale, SERVER_ZONE, viewerOf } from './viewer.ts';

test.each([
  [null, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr,de;q=0.4,en;q=0.5', 'en'],
  ['en;q=0,de;q=0.1', 'de'],
  ['den-Latn, ens', 'en'],
  ['*;q=1, ;;q=x, de;q=nonsense', 'en'],
] as const)('the language of %j is %s', (header, locale) => {
  expect(preferredLocale(header)).toBe(locale);
});

test('a caller who has not signed in gets the usual look, the server’s zone and the browser’s language', () => {
  expect(viewerOf(null, 'de-DE')).toEqual({
    ...{ name: null, login: null, zone: SERVER_ZONE, locale: 'de', density: 'comfortable', theme: 'system' },
    ...{ workspaces: [], workspace: null },
  });
});

test('what a person chose goes before what the browser says; what was not chosen is filled in', () => {
  const preferences = { displayZone: 'Asia/Tokyo', language: 'en', density: null, theme: 'dark' } as const;
  const at = { workspaces: [{ id: 'w1', name: 'Claims' }], workspace: 'w1' };
  expect(viewerOf({ name: 'Ann', login: 'ann', preferences, ...at }, 'de')).toEqual({
    ...{ name: 'Ann', login: 'ann', zone: 'Asia/Tokyo', locale: 'en', density: 'comfortable', theme: 'dark' },
    ...at,
  });
});
