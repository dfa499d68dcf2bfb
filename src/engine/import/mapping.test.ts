import { expect, test } from 'bun:test';
import { Value } from '@sinclair/typebox/value';
import { sniffCsv } from '../../mining/formats/csv-dialect.ts';
import { checkMapping } from './check-mapping.ts';
import { completeMapping } from './complete-mapping.ts';
import { MappingInputSchema, MappingSchema } from './mapping.ts';
import { proposeMapping } from './propose-mapping.ts';

const sniff = (text: string) => sniffCsv(new TextEncoder().encode(text), false);
const T = '2020-01-01T00:00:00Z';
const text = `,case,activity,time,amount,number,due,day,case:age,user\n0,1,a,${T},1.5,7,${T},31.12.2020,8,u\n1,1,b,${T},2,9,${T},01.01.2021,8,u\n`;
const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return null;
};

test('a proposal says why, and is a mapping', () => {
  const { mapping, proposals } = proposeMapping(sniff(text));
  expect(Value.Check(MappingSchema, mapping)).toBe(true);
  const of = Object.fromEntries(mapping.columns.map((c) => [c.column, c]));
  expect(of.column_1).toMatchObject({ drop: true });
  expect(of.time).toEqual({ column: 'time', role: 'timestamp', format: 'iso' });
  expect(of.amount).toMatchObject({ type: 'number', fallback: true });
  // Whole numbers under a header that is no quantity may be names.
  expect(of.number).toMatchObject({ type: 'category' });
  expect(of.due).toMatchObject({ type: 'time', format: 'iso', fallback: true });
  expect(of.day).toMatchObject({ type: 'category' });
  expect(of['case:age']).toMatchObject({ level: 'case', type: 'number' });
  expect(proposals.find((p) => p.column === 'day')!.reason).toContain('without a known time zone');
  expect(proposals.find((p) => p.column === 'case')!.confidence).toBeGreaterThan(0.5);
  const withZone = proposeMapping(sniff(text), 'Europe/Berlin').mapping.columns.find((c) => c.column === 'day');
  expect(withZone).toMatchObject({ type: 'time', format: 'DD.MM.YYYY' });
});

test('what a person says replaces the proposal, and the role moves', () => {
  const mapping = completeMapping(sniff(text), {
    columns: [
      { column: 'user', role: 'activity' },
      { column: 'amount', type: 'category' },
      { column: 'number', type: 'number' },
    ],
  });
  const of = Object.fromEntries(mapping.columns.map((c) => [c.column, c]));
  expect(of.activity).toEqual({ column: 'activity', role: 'attribute', type: 'category' });
  expect(of.user!.role).toBe('activity');
  expect(of.amount).toEqual({ column: 'amount', role: 'attribute', level: 'event', type: 'category' });
  expect(of.number!.fallback).toBeUndefined();
});

test('what a person calls numbers is read by the signs that most of it is written in', () => {
  const rows = ['3.001,50', '12.250,00', 'k. A.', '7'].map((fee, i) => `${i};a;${T};${fee};1,234`);
  const german = sniff(`case;activity;time;fee;share\n${rows.join('\n')}\n`);
  const asNumbers = (more = {}, dialect = {}) =>
    completeMapping(german, {
      columns: [
        { column: 'fee', type: 'number', ...more },
        { column: 'share', type: 'number' },
      ],
      ...dialect,
    }).columns.slice(3);
  const [fee, share] = asNumbers();
  expect(fee).toMatchObject({ type: 'number', decimal: ',', thousands: '.' });
  // Nothing says whether this is a thousand or a fraction.
  expect([share!.decimal, share!.thousands]).toEqual([undefined, undefined]);
  expect(asNumbers({ thousands: "'" })[0]).not.toHaveProperty('decimal');
  expect(asNumbers({}, { dialect: { decimal: '.' } })[0]).not.toHaveProperty('thousands');
});

test('a complete mapping is complete: completing it again changes nothing', () => {
  const mapping = completeMapping(sniff(text), { timeZone: 'Europe/Berlin' });
  expect(Value.Check(MappingInputSchema, mapping)).toBe(true);
  expect(completeMapping(sniff(text), mapping)).toEqual(mapping);
});

test('mappings that contradict themselves', () => {
  const whole = completeMapping(sniff(text), { timeZone: 'UTC' });
  const names = sniff(text).columns.map((c) => c.name);
  const check = (change: Partial<typeof whole>) => codeOf(() => checkMapping({ ...whole, ...change }, names));
  expect(check({})).toBeNull();
  expect(check({ dialect: { ...whole.dialect, delimiter: '"' } })).toBe('import.dialectConflict');
  expect(check({ dialect: { ...whole.dialect, delimiter: 'x' } })).toBe('import.dialectConflict');
  const rename = (column: string, name: string) => whole.columns.map((c) => (c.column === column ? { ...c, name } : c));
  expect(check({ columns: rename('amount', 'number') })).toBe('import.nameUsedTwice');
  const drop = whole.columns.map((c) => (c.column === 'activity' ? { ...c, drop: true } : c));
  expect(check({ columns: drop })).toBe('import.noActivityColumn');
  expect(check({ classifiers: [{ name: 'k', columns: ['activity', 'case'] }] })).toBe('import.classifierColumn');
  expect(check({ classifiers: [{ name: 'k', columns: ['nothing'] }] })).toBe('import.unknownColumn');
  expect(check({ timeZone: '+02:00' })).toBe('import.unknownTimeZone');
  const naive = whole.columns.map((c) =>
    c.column === 'day' ? { ...c, type: 'time' as const, format: 'DD.MM.YYYY' } : c,
  );
  expect(check({ timeZone: null, columns: naive })).toBe('import.needsTimeZone');
});
