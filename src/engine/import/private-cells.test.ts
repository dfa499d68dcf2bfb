import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { columnValues, faultOf, StagingBench, staged } from '../../../tests/staged-csv.ts';
import type { Privacy } from './privacy-schema.ts';

let bench: StagingBench;
beforeAll(() => {
  bench = new StagingBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const KEY = '0b'.repeat(32);
const HEAD = 'case,activity,time,who,plz,born,amount,note';
const row = (...cells: string[]) => cells.join(',');
const FILE = [
  HEAD,
  row('a', 'x', '2024-01-01T08:00:00Z', 'Ann Lee', '20095', '1980-05-17', '12.5', 'calls at night'),
  row('a', 'y', '2024-03-31T09:30:00.250Z', 'Bob Ray', '20095', '1980-05-17', '20', 'Straße'),
  row('b', 'x', '2024-01-02T08:00:00Z', 'Ann Lee', '20144', '1979-01-02', '-3', ''),
  row('c', 'x', '2024-01-02T08:00:00Z', '', '80331', '1979-11-30', '', 'x'),
].join('\n');

const column = (name: string, privacy: Omit<Privacy, 'class'>, more = {}) => ({
  ...{ column: name, privacy: { class: 'quasi', ...privacy } as Privacy, ...more },
});
const stage = (columns: object[], text = FILE, key: string | null = KEY) =>
  bench.stage(text, { columns: columns as never }, { privacyKey: key });

describe('pseudonyms', () => {
  /** RFC 2104, by another implementation. */
  const expected = (text: string) =>
    `anon-${createHmac('sha256', Buffer.from(KEY, 'hex')).update(text).digest('hex').slice(0, 24)}`;

  test('are HMAC-SHA-256 of the text; missing stays missing; the same in every load', async () => {
    const result = await stage([column('who', { action: 'hash' }), column('case', { action: 'hash' })]);
    expect(await columnValues(result, 'who')).toEqual([
      expected('Ann Lee'),
      expected('Bob Ray'),
      expected('Ann Lee'),
      null,
    ]);
    const cases = await staged<{ c: string }>(result, 'select case_id as c from staged order by "row"');
    expect(cases.map(({ c }) => c)).toEqual(['a', 'a', 'b', 'c'].map(expected));
  });

  test('are one to one, and what is a pseudonym already stays one', async () => {
    const people = Array.from({ length: 5_000 }, (_, i) => `person ${i} ß ${'é'.repeat(i % 70)}`);
    const lines = people.map((name, i) => row(`c${i}`, 'x', '2024-01-01T08:00:00Z', name));
    const file = ['case,activity,time,who', ...lines].join('\n');
    const first = await columnValues(await stage([column('who', { action: 'hash' })], file), 'who');
    expect(new Set(first).size).toBe(people.length);
    expect(first).toEqual(people.map(expected));
    const again = ['case,activity,time,who', row('c', 'x', '2024-01-01T08:00:00Z', String(first[7]))].join('\n');
    expect(await columnValues(await stage([column('who', { action: 'hash' })], again), 'who')).toEqual([first[7]]);
  });

  test('need a key', async () => {
    expect((await faultOf(stage([column('who', { action: 'hash' })], FILE, null))).code).toBe('import.noPrivacyKey');
  });
});

describe('times that are shifted', () => {
  const times = async (columns: object[]) =>
    staged<{ c: string; t: number; a: string }>(
      await stage(columns),
      'select case_id as c, "time" as t, activity::varchar as a from staged order by "row"',
    );

  test('move by whole days, all of a case alike, never by none; durations, order and variants of a case stay', async () => {
    const plain = await times([]);
    const moved = await times([column('time', { action: 'shift', days: 30 })]);
    const offsets = moved.map(({ t }, i) => t - plain[i]!.t);
    expect(offsets[0]).toBe(offsets[1]!);
    for (const offset of offsets) {
      expect(Math.abs(offset) % 86_400_000).toBe(0);
      expect(Math.abs(offset) / 86_400_000).toBeWithin(1, 31);
    }
    expect(moved[1]!.t - moved[0]!.t).toBe(plain[1]!.t - plain[0]!.t);
    expect(moved.map(({ c, a }) => [c, a])).toEqual(plain.map(({ c, a }) => [c, a]));
    expect(await times([column('time', { action: 'shift', days: 30 })])).toEqual(moved);
  });
});

describe('what is kept of a value', () => {
  const value = async (name: string, privacy: Omit<Privacy, 'class'>, more = {}) =>
    columnValues(await stage([column(name, privacy, more)]), name);

  test('bands, months, years, beginnings and groups', async () => {
    expect(await value('amount', { action: 'generalise', by: 'bands', width: 10 })).toEqual([
      '10–20',
      '20–30',
      '-10–0',
      null,
    ]);
    const born = { type: 'time', format: 'YYYY-MM-DD', zone: 'UTC' };
    expect(await value('born', { action: 'generalise', by: 'month' }, born)).toEqual([
      '1980-05',
      '1980-05',
      '1979-01',
      '1979-11',
    ]);
    expect(await value('born', { action: 'generalise', by: 'year' }, born)).toEqual(['1980', '1980', '1979', '1979']);
    expect(await value('plz', { action: 'generalise', by: 'prefix', length: 2 })).toEqual(['20…', '20…', '20…', '80…']);
    const groups = [{ to: 'Hamburg', values: ['20095', '20144'] }];
    expect(await value('plz', { action: 'generalise', by: 'groups', groups })).toEqual([
      'Hamburg',
      'Hamburg',
      'Hamburg',
      'other',
    ]);
  });

  test('stars, with a short end where it is asked for and the value is long enough', async () => {
    expect(await value('who', { action: 'mask' })).toEqual(['***', '***', '***', null]);
    expect(await value('who', { action: 'mask', length: 3 })).toEqual(['***Lee', '***Ray', '***Lee', null]);
    expect(await value('who', { action: 'mask', length: 5 })).toEqual(['***', '***', '***', null]);
  });

  test('what does not read is not kept as it is written', async () => {
    const file = `${FILE}\n${row('d', 'x', '2024-01-02T08:00:00Z', '', '1', 'my birthday', 'a lot', '')}`;
    const result = await stage([column('amount', { action: 'generalise', by: 'bands', width: 10 })], file);
    expect((await columnValues(result, 'amount')).at(-1)).toBe('(unreadable)');
  });
});

test('what is dropped, or hidden otherwise, is in no refused row and no message either', async () => {
  const bad = [
    row('d', '', '2024-01-02T08:00:00Z', 'Eve Secret', '1', '', '', 'CANARY-NOTE'),
    row('e', 'x', 'CANARY-TIME', 'Eve Secret', '1', '', '', 'CANARY-NOTE'),
    row('f', 'x', '2024-01-02T08:00:00Z', 'Eve Secret', '1', '', '', 'CANARY-NOTE', 'one cell too many'),
    row('g', 'x', '2024-01-02T08:00:00Z', '"Eve Secret', '1', '', '', 'CANARY-NOTE'),
  ];
  const columns = [
    ...[column('note', { action: 'drop' }), column('who', { action: 'hash' }), column('time', { action: 'shift' })],
  ];
  const result = await stage(columns, `${FILE}\n${bad.join('\n')}\n`);
  expect(result.refused).toBe(4);
  expect(result.staged.columns.map((c) => c.name)).not.toContain('note');
  const told =
    readFileSync(result.quarantineFile!, 'utf8') + JSON.stringify(result.rejected) + JSON.stringify(result.findings);
  expect(told).not.toMatch(/CANARY|Eve|night/);
  // Other columns are there still, so that the row can be found in its source.
  expect(told).toContain('"d"');
  const nothing = await faultOf(stage(columns, `${HEAD}\n${bad.slice(0, 2).join('\n')}\n`));
  expect(nothing.code).toBe('import.nothingAccepted');
  expect(nothing.message + JSON.stringify(nothing.details)).not.toMatch(/CANARY|Eve/);
});

test('the smallest class of cases under the quasi-identifiers, as counted by hand', async () => {
  // By case: a (20…, 1980), b (20…, 1979), c (80…, 1979). By year of birth alone: {a}, {b, c}.
  const born = column(
    'born',
    { action: 'generalise', by: 'year' },
    { type: 'time', format: 'YYYY-MM-DD', zone: 'UTC' },
  );
  const byYear = await stage([born]);
  expect(byYear.anonymity).toEqual({ columns: ['born'], k: 1, classes: 2, cases: 3, alone: 1 });
  const all = await stage([born, column('plz', { action: 'generalise', by: 'prefix', length: 1 })]);
  expect(all.anonymity).toMatchObject({ k: 1, classes: 3, alone: 3 });
  expect((await stage([])).anonymity).toBeNull();
});

test.each([
  ['case', { action: 'drop' }, 'import.noCaseColumn'],
  ['case', { action: 'mask' }, 'import.privacyAction'],
  ['activity', { action: 'shift' }, 'import.privacyAction'],
  ['time', { action: 'hash' }, 'import.privacyAction'],
  ['who', { action: 'shift' }, 'import.privacyAction'],
  ['who', { action: 'generalise' }, 'import.privacyAction'],
  ['who', { action: 'generalise', by: 'month' }, 'import.privacyAction'],
  ['amount', { action: 'generalise', by: 'bands' }, 'import.privacyAction'],
  ['plz', { action: 'generalise', by: 'groups', groups: [] }, 'import.privacyAction'],
] as const)('%s cannot be treated as %j', async (name, privacy, code) => {
  expect((await faultOf(stage([column(name, privacy as never)]))).code).toBe(code);
});
