import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { faultOf } from '../../../tests/staged-csv.ts';
import { stagedRows, stagedValues, XesBench } from '../../../tests/staged-xes.ts';
import type { ColumnMapping } from './mapping.ts';
import type { Privacy } from './privacy-schema.ts';

let bench: XesBench;
beforeAll(() => {
  bench = new XesBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const KEY = '0b'.repeat(32);
/** RFC 2104, by another implementation. */
const pseudonym = (text: string) =>
  `anon-${createHmac('sha256', Buffer.from(KEY, 'hex')).update(text).digest('hex').slice(0, 24)}`;

const event = (activity: string, at: string, who: string, more = '') =>
  `<event><string key="concept:name" value="${activity}"/><date key="time:timestamp" value="${at}"/><string key="org:resource" value="${who}"/>${more}</event>`;
const LOG = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
<global scope="event"><string key="org:resource" value="UNKNOWN"/></global>
<classifier name="who does what" keys="concept:name org:resource"/>
<trace><string key="concept:name" value="c1"/><string key="plz" value="20095"/><date key="born" value="1980-05-17T00:00:00Z"/>
${event('x', '2024-01-01T08:00:00Z', 'Ann Lee', '<float key="amount" value="12.5"/><string key="note" value="CANARY"/>')}
${event('y', '2024-03-31T09:30:00.250Z', 'Bob Ray', '<int key="amount" value="20"/>')}
</trace>
<trace><string key="concept:name" value="c2"/><string key="plz" value="20144"/><date key="born" value="1979-01-02T00:00:00Z"/>
${event('x', '2024-01-02T08:00:00Z', 'Ann Lee', '<float key="amount" value="-3"/><string key="note" value="CANARY"/>')}
</trace>
</log>`;

type Decision = Omit<Privacy, 'class'> & { class?: Privacy['class'] };
const decide = (decisions: Record<string, Decision>): ColumnMapping[] =>
  Object.entries(decisions).map(([column, privacy]) => ({
    column,
    privacy: { class: 'quasi', ...privacy } as Privacy,
  }));
const stage = (decisions: Record<string, Decision>, { text = LOG, key = KEY as string | null, asks = false } = {}) =>
  bench.stage(text, { people: { decided: decide(decisions), privacyKey: key, asks } });
const valuesOf = async (name: string, decision: Decision, table = 'staged') => {
  const result = await stage({ [name]: decision });
  const spec = result.staged.columns.find((c) => c.name === name)!;
  return stagedValues(result, `select "${spec.id}" from ${table} order by ${table === 'staged' ? '"row"' : 'case_id'}`);
};

describe('what is done to attributes of an XES log', () => {
  test('pseudonyms are those of other loads; the case is found under its own', async () => {
    expect(await valuesOf('org:resource', { action: 'hash' })).toEqual(
      ['Ann Lee', 'Bob Ray', 'Ann Lee'].map(pseudonym),
    );
    const result = await stage({ 'case:concept:name': { action: 'hash' } });
    expect(await stagedValues(result, 'select distinct case_id from staged order by 1')).toEqual(
      ['c1', 'c2'].map(pseudonym).sort(),
    );
    expect(await stagedValues(result, 'select case_id from staged_cases order by 1')).toEqual(
      ['c1', 'c2'].map(pseudonym).sort(),
    );
  });

  test('bands, months, years, beginnings, groups and stars', async () => {
    expect(await valuesOf('amount', { action: 'generalise', by: 'bands', width: 10 })).toEqual([
      '10–20',
      '20–30',
      '-10–0',
    ]);
    const ofCase = (name: string, decision: Decision) => valuesOf(name, decision, 'staged_cases');
    expect(await ofCase('case:born', { action: 'generalise', by: 'month' })).toEqual(['1980-05', '1979-01']);
    expect(await ofCase('case:born', { action: 'generalise', by: 'year' })).toEqual(['1980', '1979']);
    expect(await ofCase('case:plz', { action: 'generalise', by: 'prefix', length: 3 })).toEqual(['200…', '201…']);
    const groups = [{ to: 'Hamburg', values: ['20095'] }];
    expect(await ofCase('case:plz', { action: 'generalise', by: 'groups', groups })).toEqual(['Hamburg', 'other']);
    expect(await valuesOf('org:resource', { action: 'mask', length: 3 })).toEqual(['***Lee', '***Ray', '***Lee']);
    expect(await valuesOf('note', { action: 'mask' })).toEqual(['***', null, '***']);
  });

  test('times of a case move together, by whole days, the same as in other loads', async () => {
    const plain = (await stagedValues(await stage({}), 'select "time" from staged order by "row"')) as number[];
    const moved = (await valuesOf('time:timestamp', { action: 'shift', days: 30 })) as number[];
    const offsets = moved.map((at, i) => (at - plain[i]!) / 86_400_000);
    expect(offsets[0]).toBe(offsets[1]!);
    for (const days of offsets)
      expect([Number.isInteger(days), Math.abs(days) >= 1, Math.abs(days) <= 31]).toEqual([true, true, true]);
    // By the id in the file, whatever becomes of that.
    const both = await stage({
      'time:timestamp': { action: 'shift', days: 30 },
      'case:concept:name': { action: 'hash' },
    });
    expect(await stagedValues(both, 'select "time" from staged order by "row"')).toEqual(moved);
  });

  test('what is dropped is in no table and no type; nor is what was changed', async () => {
    const result = await stage({
      note: { action: 'drop' },
      'org:resource': { action: 'hash' },
      'case:plz': { action: 'drop' },
      'case:born': { action: 'drop' },
    });
    const names = result.staged.columns.map((c) => c.name);
    expect(names).not.toContain('note');
    expect(Object.keys(result.staged.declarations!.columns)).toHaveLength(names.length);
    const { connection } = result.staged;
    const types = await connection.runAndReadAll(
      'select type_name, labels from duckdb_types() where labels is not null',
    );
    const tables = await stagedRows(
      result,
      "select table_name from duckdb_tables() where table_name like 'staged%' or table_name like 'kept%' or table_name = 'private_rows'",
    );
    expect(tables).toEqual([{ table_name: 'staged' }]);
    const all = JSON.stringify(types.getRowsJson()) + JSON.stringify(await stagedRows(result, 'select * from staged'));
    expect(all).not.toMatch(/CANARY|Ann|Bob|20095/);
  });

  test('an attribute in several types is meant as a whole', async () => {
    const text = LOG.replace('<float key="amount" value="12.5"/>', '<string key="amount" value="CANARY"/>');
    const result = await stage({ amount: { action: 'hash' }, note: { action: 'drop' } }, { text });
    expect(JSON.stringify(await stagedRows(result, 'select * from staged'))).not.toContain('CANARY');
  });

  test('masked on view: kept, and marked', async () => {
    const result = await stage({ 'org:resource': { action: 'mask-on-view' } }, { key: null });
    expect(result.staged.columns.find((c) => c.id === 'resource')).toMatchObject({ masked: true, class: 'category' });
    expect(await stagedValues(result, 'select resource from staged order by "row"')).toEqual([
      'Ann Lee',
      'Bob Ray',
      'Ann Lee',
    ]);
  });
});

test('values of refused events are told nowhere', async () => {
  const bad = event('z', '2024-13-45T08:00:00Z', 'Eve Secret');
  const text = LOG.replace('</trace>\n</log>', `${bad}</trace>\n</log>`);
  const result = await stage({ 'org:resource': { action: 'hash' } }, { text });
  expect(result.rejected.count).toBe(1);
  const told = readFileSync(result.rejected.file!, 'utf8') + JSON.stringify(result.rejected.sample);
  expect(told).toContain('time:timestamp');
  expect(told).not.toMatch(/2024-13-45|Eve/);
  const people = { decided: decide({ 'org:resource': { action: 'hash' } }), privacyKey: KEY, asks: false };
  const stopped = await faultOf(bench.stage(text, { people, rejects: { stop: 'first' } }));
  expect(stopped.message + JSON.stringify(stopped.details)).not.toMatch(/2024-13-45|Eve/);
});

test('the smallest class of cases, as counted by hand', async () => {
  const year: Decision = { action: 'generalise', by: 'year' };
  // 1980 and 1979: two classes of one case each. By the first two signs of the postal code: one class of two.
  expect((await stage({ 'case:born': year })).anonymity).toMatchObject({ k: 1, classes: 2, alone: 2 });
  const prefix: Decision = { action: 'generalise', by: 'prefix', length: 2 };
  expect((await stage({ 'case:plz': prefix })).anonymity).toEqual({
    columns: ['case:plz'],
    k: 2,
    classes: 1,
    cases: 2,
    alone: 0,
  });
  expect((await stage({})).anonymity).toBeNull();
});

test.each([
  [{ nobody: { action: 'hash' } }, 'import.unknownColumn'],
  [{ 'concept:name': { action: 'drop' } }, 'import.privacyAction'],
  [{ 'case:concept:name': { action: 'mask' } }, 'import.privacyAction'],
  [{ 'time:timestamp': { action: 'hash' } }, 'import.privacyAction'],
  [{ 'org:resource': { action: 'shift' } }, 'import.privacyAction'],
] as const)('%j is refused', async (decisions, code) => {
  expect((await faultOf(stage(decisions as never))).code).toBe(code);
});

test('pseudonyms need a key; what seems to tell who somebody is must be decided where that is asked for', async () => {
  expect((await faultOf(stage({ 'org:resource': { action: 'hash' } }, { key: null }))).code).toBe(
    'import.noPrivacyKey',
  );
  const mails = Array.from({ length: 8 }, (_, i) =>
    event('x', `2024-01-0${i + 1}T08:00:00Z`, `person${i}@example.com`),
  );
  const text = `<log><trace><string key="concept:name" value="c"/>${mails.join('')}</trace></log>`;
  const fault = await faultOf(stage({}, { text, asks: true }));
  expect([fault.code, fault.details?.[0]?.value]).toEqual(['import.undecidedPerson', 'org:resource']);
  await stage({ 'org:resource': { action: 'keep' } }, { text, asks: true });
});
