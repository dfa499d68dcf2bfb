import { expect, test } from 'bun:test';
import { compileDateFormat } from './date-format.ts';
import { sniffDates } from './date-sniff.ts';

const format = (...values: string[]) => sniffDates(values)?.format ?? null;

test('ISO 8601, with and without an offset', () => {
  expect(sniffDates(['2020-01-31', '2020-01-31 10:00', '2020-01-31T10:00:00.123'])).toMatchObject({
    format: 'iso',
    zoned: false,
  });
  expect(sniffDates(['2020-01-31T10:00:00Z', '2020-01-31 10:00:00.5+02:00'])).toMatchObject({
    format: 'iso',
    zoned: true,
  });
  expect(sniffDates(['2020-01-31T10:00:00Z', '2020-01-31 10:00:00'])).toMatchObject({ format: 'iso', zoned: false });
  expect(sniffDates(['2020/01/31 10:00:00'])).toMatchObject({ format: 'iso' });
});

test('a few values that are no dates leave the column one of dates', () => {
  const days = Array.from({ length: 19 }, (_, i) => `2020-01-${String(i + 1).padStart(2, '0')}`);
  expect(sniffDates([...days, 'unknown'])).toMatchObject({ format: 'iso', share: 0.95 });
  expect(sniffDates(['2020-01-01', 'a', 'b'])).toBeNull();
});

test('dots put the day first; slashes and dashes are decided by a day above 12', () => {
  expect(format('01.02.2003')).toBe('DD.MM.YYYY');
  expect(format('01/02/2003', '13/02/2003')).toBe('DD/MM/YYYY');
  expect(format('01/02/2003', '02/13/2003')).toBe('MM/DD/YYYY');
  expect(format('13-02-2003 10:00')).toBe('DD-MM-YYYY HH:mm');
});

test('what cannot be decided is asked', () => {
  expect(sniffDates(['01/02/2003', '03/04/2005'])).toMatchObject({
    format: null,
    ambiguous: ['DD/MM/YYYY', 'MM/DD/YYYY'],
  });
  expect(sniffDates(['01/02/03'])!.ambiguous).toEqual(['DD/MM/YY', 'MM/DD/YY', 'YY/MM/DD']);
  // The 13th can only be a day, the 31st only a day at the end: years 13 and 31 remain possible at the front.
  expect(sniffDates(['01/13/03', '01/14/31'])).toMatchObject({ format: 'MM/DD/YY' });
  expect(sniffDates(['13/02/2003', '02/13/2003'])).toBeNull();
});

test('clocks: what only some values have is optional', () => {
  expect(format('31.12.2020 10:00:00', '31.12.2020 10:00')).toBe('DD.MM.YYYY HH:mm[:ss]');
  expect(format('31.12.2020 10:00:00,5', '31.12.2020')).toBe('DD.MM.YYYY[ HH:mm:ss,f]');
  expect(sniffDates(['12/31/2020 10:00 PM'])).toMatchObject({ format: 'MM/DD/YYYY hh:mm A', zoned: false });
  expect(format('31/12/2020 10:00:00 +0100')).toBe('DD/MM/YYYY HH:mm:ss Z');
  expect(format('31.12.2020 99:00')).toBeNull();
});

test('names of months, epochs, compact forms', () => {
  expect(format('5-Jan-2020 10:11', '31-Dec-2020 10:11')).toBe('DD-MON-YYYY HH:mm');
  expect(format('January 5, 2020')).toBe('MONTH DD, YYYY');
  expect(format('5 Foo 2020')).toBeNull();
  expect(format('1577836800')).toBe('epoch-s');
  expect(format('1577836800123')).toBe('epoch-ms');
  expect(format('20201231T101112Z')).toBe('YYYYMMDDTHHmmssZ');
  expect(format('20201231', '20201301')).toBeNull();
  expect(sniffDates([])).toBeNull();
});

test('formats compile to patterns; optional parts make variants, the longest first', () => {
  expect(compileDateFormat('DD.MM.YYYY HH:mm[:ss]')).toEqual({
    ...{ kind: 'pattern', patterns: ['%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M'], zoned: false, longYear: true },
  });
  expect(compileDateFormat('DD.MM.YYYY HH:MM:SS')).toMatchObject({ patterns: ['%d.%m.%Y %H:%M:%S'] });
  expect(compileDateFormat('DD.MM.YY[ HH:mm[:ss]]')).toMatchObject({
    ...{ patterns: ['%d.%m.%y %H:%M:%S', '%d.%m.%y %H:%M', '%d.%m.%y'], longYear: false },
  });
  expect(compileDateFormat('YYYY-MM-DDTHH:mm:ssZ')).toMatchObject({ patterns: ['%Y-%m-%dT%H:%M:%S%z'], zoned: true });
  expect(compileDateFormat('%d.%m.%Y')).toMatchObject({ patterns: ['%d.%m.%Y'] });
  for (const wrong of ['', 'soon', 'HH:mm', 'DD.MM.YYYY[', 'DD.MM]YYYY', '%q', '%H:%M', 'DD.MM.YYYY at HH']) {
    expect([wrong, compileDateFormat(wrong)]).toEqual([wrong, null]);
  }
});
