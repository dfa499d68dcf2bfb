import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { advisoriesIn, lockHash, RECORD_FILE, readRecord, recordText } from './advisories.ts';

const root = resolve(import.meta.dir, '../..');

test('the record of advisories is about the present lock file, and holds none that is serious', () => {
  const { lock, advisories } = readRecord(readFileSync(join(root, RECORD_FILE), 'utf8'));
  // Another lock file? Run: bun run advisories
  expect(lock).toBe(lockHash(root));
  expect(advisories.filter(({ severity }) => ['critical', 'high'].includes(severity))).toEqual([]);
});

test('a record comes back as it was written', () => {
  const advisory = { name: 'left-pad', severity: 'high', versions: '<1.2.3', title: 'Pads | to the\nright' };
  const record = { lock: 'a'.repeat(64), lookedUp: '2026-11-27', advisories: [advisory] };
  const title = 'Pads   to the right';
  expect(readRecord(recordText(record))).toEqual({ ...record, advisories: [{ ...advisory, title }] });
  const unknown = { lock: 'b'.repeat(64), lookedUp: null, advisories: [] };
  expect(readRecord(recordText(unknown))).toEqual(unknown);
  expect(() => readRecord('# Nothing')).toThrow('bun run advisories');
});

/** As `bun audit --json` prints it. */
const AUDIT = JSON.stringify({
  'left-pad': [
    {
      id: 1,
      url: 'https://example.test/1',
      title: 'Too left',
      severity: 'moderate',
      vulnerable_versions: '<2',
      cwe: [],
    },
    { id: 2, url: 'https://example.test/2', title: 'Too far', severity: 'critical', vulnerable_versions: '*', cwe: [] },
  ],
});
test('what is asked for is read', () => {
  expect(advisoriesIn('{}')).toEqual([]);
  expect(advisoriesIn(AUDIT)).toEqual([
    { name: 'left-pad', severity: 'moderate', title: 'Too left', versions: '<2' },
    { name: 'left-pad', severity: 'critical', title: 'Too far', versions: '*' },
  ]);
});
