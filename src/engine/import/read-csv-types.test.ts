import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { columnValues, faultOf, StagingBench, staged } from '../../../tests/staged-csv.ts';
import type { ColumnMapping, MappingInput } from './mapping.ts';

let bench: StagingBench;
beforeAll(() => {
  bench = new StagingBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const T = '2020-01-01T00:00:00Z';
/** One column `x` of values under a mapping; other columns are well. */
async function values(cells: readonly string[], column: Partial<ColumnMapping>, more: MappingInput = {}) {
  const text = `case;activity;time;x\n${cells.map((cell) => `1;a;${T};${cell}\n`).join('')}`;
  const result = await bench.stage(text, { ...more, columns: [{ column: 'x', ...column }] });
  return {
    result,
    values: await columnValues(result, column.name ?? 'x'),
    refused: result.rejected.map((r) => r.value),
  };
}

/** Times of the events, in milliseconds, under a format and a zone; refused texts beside. */
async function times(cells: readonly string[], format?: string, timeZone: string | null = null) {
  const text = `case;activity;time\n${cells.map((cell) => `1;a;${cell}\n`).join('')}`;
  const columns: ColumnMapping[] = [{ column: 'time', role: 'timestamp', ...(format ? { format } : {}) }];
  const result = await bench.stage(text, { timeZone, columns });
  return {
    times: await columnValues(result, 'time'),
    refused: result.rejected.map((r) => [r.value, r.reason]),
    result,
  };
}

describe('types come from the mapping', () => {
  test('007 stays 007 unless the mapping says number', async () => {
    expect((await values(['007', '7', '1e3'], {})).values).toEqual(['007', '7', '1e3']);
    expect((await values(['007', '7', '1e3'], { type: 'text' })).values).toEqual(['007', '7', '1e3']);
    expect((await values(['007', '7', '1e3'], { type: 'number' })).values).toEqual([7, 7, 1000]);
    expect((await values(['1', '2', '3'], {})).values).toEqual(['1', '2', '3']);
  });

  test('numbers: finite ones, with the decimal sign of the mapping', async () => {
    const en = await values(['-1.5', '+2', '.5', '1_000', 'nan', 'inf', '1,5', '0x10', '1e999'], { type: 'number' });
    expect(en.values).toEqual([-1.5, 2, 0.5]);
    expect(en.refused).toEqual(['1_000', 'nan', 'inf', '1,5', '0x10', '1e999']);
    const de = await values(['1.234,5', '-0,25', '7', '1.000.000'], { type: 'number', decimal: ',', thousands: '.' });
    expect(de.values).toEqual([1234.5, -0.25, 7, 1_000_000]);
    // Without a group sign, a point is an error and not a factor of ten.
    expect((await values(['1.5', '1,5'], { type: 'number', decimal: ',' })).refused).toEqual(['1.5']);
  });

  test('the decimal comma of a file is sniffed and proposed', async () => {
    const text = `Fall;Aktivität;Zeit;Betrag\n1;a;31.12.2023 10:00;12,50\n1;b;31.12.2023 11:00;3,00\n`;
    const result = await bench.stage(text, { timeZone: 'Europe/Berlin' });
    expect(await columnValues(result, 'Betrag')).toEqual([12.5, 3]);
  });

  test('yes and no in several spellings', async () => {
    const found = await values(['true', 'No', 'ja', '0', 'perhaps', ''], { type: 'boolean' });
    expect(found.values).toEqual([true, false, true, false, null]);
    expect(found.refused).toEqual(['perhaps']);
  });

  test('missing: empty cells, quoted or not, and the texts that the mapping names', async () => {
    const dialect = { missing: ['NULL', 'n/a'] };
    expect((await values(['', '""', 'NULL', 'n/a', 'null'], {}, { dialect })).values).toEqual([
      null,
      null,
      null,
      null,
      'null',
    ]);
    expect((await values(['', 'NULL', '3'], { type: 'number' }, { dialect })).values).toEqual([null, null, 3]);
    expect((await values(['', '3'], { type: 'number', default: '9' })).values).toEqual([9, 3]);
  });

  test('how often a default was taken is told, by the name in the log; where none was needed, nothing', async () => {
    const { result } = await values(['', '3', ''], { type: 'number', default: '9', name: 'amount' });
    const told = result.findings.filter(({ code }) => code === 'defaultTaken');
    expect(told).toEqual([
      { code: 'defaultTaken', column: 'amount', count: 2, message: '2 cells were empty: the default "9" was taken' },
    ]);
    const full = await values(['1', '3'], { type: 'number', default: '9' });
    expect(full.result.findings.filter(({ code }) => code === 'defaultTaken')).toEqual([]);
  });

  test('a proposed type that does not hold costs no row', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `1,a,${T},${i}.5`);
    const result = await bench.stage(`case,activity,time,amount\n${rows.join('\n')}\n1,a,${T},unknown\n`);
    expect(result).toMatchObject({ refused: 0, findings: [{ code: 'typeNotKept', column: 'amount', count: 1 }] });
    expect((await columnValues(result, 'amount')).at(-1)).toBe('unknown');
  });

  test('integers above 2^53 are kept as text', async () => {
    const found = await values(['9007199254740993', '1'], { type: 'number' });
    expect(found.values).toEqual(['9007199254740993', '1']);
    expect(found.result.findings).toMatchObject([{ code: 'largeIntegers', column: 'x' }]);
    // 2^53 itself is exact.
    expect((await values(['9007199254740992'], { type: 'number' })).values).toEqual([9007199254740992]);
  });

  test('65,534 values are a category, one more is text; a resource loses its role, an activity is refused', async () => {
    const text = (n: number) =>
      `case,activity,time,x\n${Array.from({ length: n }, (_, i) => `${i % 9},a,${T},v${i}`).join('\n')}\n`;
    const classOf = async (n: number) => (await bench.stage(text(n))).staged.columns.find((c) => c.name === 'x')!.class;
    expect(await classOf(65_534)).toBe('category');
    expect(await classOf(65_535)).toBe('text');
    const asResource = await bench.stage(text(65_535), { columns: [{ column: 'x', role: 'resource' }] });
    expect(asResource.staged.columns.find((c) => c.name === 'x')).toMatchObject({ id: 'c_001', class: 'text' });
    expect(asResource.findings).toMatchObject([{ code: 'tooManyValues', column: 'x', count: 65_535 }]);
    const columns: ColumnMapping[] = [{ column: 'x', role: 'activity' }];
    expect((await faultOf(bench.stage(text(65_535), { columns }))).code).toBe('import.tooManyActivities');
  }, 30_000);
});

describe('times', () => {
  const at = (...parts: [number, number, number, number?, number?, number?, number?]) => Date.UTC(...parts);

  test('ISO 8601 with an offset, in every shape', async () => {
    const cells = [
      '2020-06-01T12:00:00Z',
      '2020-06-01 14:00:00+02:00',
      '2020-06-01T14:00:00+0200',
      '2020-06-01T14:00+02',
    ];
    cells.push(
      '2020-06-01T14:00:00,000+02:00',
      '2020-06-01 14:00:00 +02:00',
      '2020-06-01T12:00:00z',
      '2020-06-01T12:00Z',
    );
    const found = await times(cells);
    expect(found.refused).toEqual([]);
    expect(found.times).toEqual(cells.map(() => at(2020, 5, 1, 12)));
  });

  test('fractions are kept to the microsecond', async () => {
    const found = await times([
      '2020-06-01T12:00:00.123456Z',
      '2020-06-01T12:00:00.5Z',
      '2020-06-01T12:00:00.123456789Z',
    ]);
    // Doubles near 1.6e12 ms are 0.000244 ms apart.
    expect(found.times[0]).toBeCloseTo(at(2020, 5, 1, 12) + 123.456, 3);
    expect(found.times[1]).toBe(at(2020, 5, 1, 12, 0, 0, 500));
    expect(found.times[2]).toBeCloseTo(at(2020, 5, 1, 12) + 123.456, 3);
  });

  test('before 1970 and far away', async () => {
    const found = await times([
      '1969-12-31T23:59:59.5Z',
      '1900-01-01T00:00:00Z',
      '1815-12-10T00:00:00Z',
      '2999-01-01T00:00:00Z',
    ]);
    expect(found.times).toEqual([-500, at(1900, 0, 1), at(1815, 11, 10), at(2999, 0, 1)]);
  });

  test('dates that do not exist are refused, not rolled over', async () => {
    const found = await times([
      '2021-02-28T00:00:00Z',
      '2021-02-29T00:00:00Z',
      '2021-13-01T00:00:00Z',
      '2021-01-01T25:00:00Z',
    ]);
    expect(found.times).toEqual([at(2021, 1, 28)]);
    expect(found.refused.map(([v]) => v)).toEqual([
      '2021-02-29T00:00:00Z',
      '2021-13-01T00:00:00Z',
      '2021-01-01T25:00:00Z',
    ]);
  });

  test('naive times are wall time in the zone, across daylight saving', async () => {
    const cells = ['2024-01-15 12:00:00', '2024-07-15 12:00:00', '2024-07-15', '2024-07-15 12:00'];
    const found = await times(cells, undefined, 'Europe/Berlin');
    expect(found.times).toEqual([at(2024, 0, 15, 11), at(2024, 6, 15, 10), at(2024, 6, 14, 22), at(2024, 6, 15, 10)]);
    expect(found.result.staged.zone).toBe('Europe/Berlin');
    // 31 March 2024, 02:00 → 03:00: 02:30 does not exist, and is read as 03:30 summer time = 01:30 UTC.
    expect((await times(['2024-03-31 02:30:00'], undefined, 'Europe/Berlin')).times).toEqual([at(2024, 2, 31, 1, 30)]);
    // 27 October 2024, 03:00 → 02:00: 02:30 comes twice, and is read as standard time = 01:30 UTC.
    expect((await times(['2024-10-27 02:30:00'], undefined, 'Europe/Berlin')).times).toEqual([at(2024, 9, 27, 1, 30)]);
  });

  test('a naive time among zoned ones: refused without a zone, read with one', async () => {
    const zoned = Array.from({ length: 2500 }, () => '2020-06-01T12:00:00Z');
    const path = bench.file(
      `case;activity;time\n${[...zoned, '2020-06-01T12:00:00'].map((t) => `1;a;${t}\n`).join('')}`,
    );
    const result = await bench.read(path, await bench.mapping(path));
    expect(result.rejected).toEqual([
      {
        line: 2502,
        column: 'time',
        value: '2020-06-01T12:00:00',
        reason: 'carries no time zone; say which with --time-zone',
      },
    ]);
    const helped = await bench.read(path, await bench.mapping(path, { timeZone: 'Asia/Tokyo' }));
    expect((await columnValues(helped, 'time')).at(-1)).toBe(at(2020, 5, 1, 3));
  });

  test('day first, month first, names, twelve hours, two-digit years', async () => {
    const table: [string, string, number][] = [
      ['31.12.2023 23:59:58', 'DD.MM.YYYY HH:mm:ss', at(2023, 11, 31, 23, 59, 58)],
      ['1.2.2023 3:04', 'DD.MM.YYYY HH:mm', at(2023, 1, 1, 3, 4)],
      ['01/02/2023 10:00', 'DD/MM/YYYY HH:mm', at(2023, 1, 1, 10)],
      ['01/02/2023 10:00', 'MM/DD/YYYY HH:MM', at(2023, 0, 2, 10)],
      ['01/02/2023 10:00 PM', 'MM/DD/YYYY hh:mm A', at(2023, 0, 2, 22)],
      ['12/31/2023 12:30 am', 'MM/DD/YYYY hh:mm A', at(2023, 11, 31, 0, 30)],
      ['5-Jan-2020 10:11', 'DD-MON-YYYY HH:mm', at(2020, 0, 5, 10, 11)],
      ['January 5, 2020', 'MONTH DD, YYYY', at(2020, 0, 5)],
      ['31.12.99 10:00', 'DD.MM.YY HH:mm', at(1999, 11, 31, 10)],
      ['20231231T235958', 'YYYYMMDDTHHmmss', at(2023, 11, 31, 23, 59, 58)],
      ['31.12.2023 23:59:58,250', 'DD.MM.YYYY HH:mm:ss,f', at(2023, 11, 31, 23, 59, 58, 250)],
      ['31.12.2023', 'DD.MM.YYYY[ HH:mm]', at(2023, 11, 31)],
      ['31/12/2023 10:00 +0200', 'DD/MM/YYYY HH:mm Z', at(2023, 11, 31, 8)],
      ['31/12/2023 10:00Z', 'DD/MM/YYYY HH:mmZ', at(2023, 11, 31, 10)],
      ['31.12.2023 10:00', '%d.%m.%Y %H:%M', at(2023, 11, 31, 10)],
      ['1577836800', 'epoch-s', at(2020, 0, 1)],
      ['1577836800.5', 'epoch-s', at(2020, 0, 1, 0, 0, 0, 500)],
      ['1577836800123', 'epoch-ms', at(2020, 0, 1, 0, 0, 0, 123)],
      ['1577836800123000', 'epoch-us', at(2020, 0, 1, 0, 0, 0, 123)],
    ];
    for (const [text, format, expected] of table) {
      expect([format, text, (await times([text], format, 'UTC')).times]).toEqual([format, text, [expected]]);
    }
  }, 20_000);

  test('a two-digit year under a four-digit format is refused, not the year 11', async () => {
    const found = await times(['01.02.2011', '01.02.11'], 'DD.MM.YYYY', 'UTC');
    expect(found.refused.map(([v]) => v)).toEqual(['01.02.11']);
  });

  test('a time of a year that no calendar has is refused, not a defect later on', async () => {
    const none = ['253402300800', '99999999999999999999999999', '1e300', '-1e300', '-30610224001'];
    const found = await times(['1577836800', ...none], 'epoch-s', 'UTC');
    expect(found.refused.map(([v]) => v)).toEqual(none);
    const iso = await times(['2020-01-01', '290000-01-01', '12345-06-07T08:09:10Z'], 'iso', 'UTC');
    expect(iso.refused.map(([v]) => v)).toEqual(['290000-01-01', '12345-06-07T08:09:10Z']);
  });

  test('time-offset stands only where written offsets vary', async () => {
    const same = await times(['2020-06-01T12:00:00+02:00', '2020-06-01T13:00:00+0200']);
    expect(same.result.staged.columns.map((c) => c.id)).not.toContain('time-offset');
    const varied = await times(['2020-06-01T12:00:00+02:00', '2020-06-01T13:00:00Z', '2020-06-01T13:00:00-05']);
    const rows = await staged(varied.result, 'select "time-offset"::varchar as o from staged order by "row"');
    expect(rows.map((r) => r.o)).toEqual(['+02:00', '+00:00', '-05:00']);
  });

  test('an optional timestamp may be missing', async () => {
    const columns: ColumnMapping[] = [{ column: 'time', role: 'timestamp', optional: true }];
    const result = await bench.stage(`case,activity,time\n1,a,${T}\n1,b,\n1,c,soon\n`, { columns });
    expect(await columnValues(result, 'time')).toEqual([at(2020, 0, 1), null]);
    expect(result.rejected.map((r) => r.line)).toEqual([4]);
  });
});
