import { expect, test } from 'bun:test';
import buffers from 'oracledb/lib/impl/datahandlers/buffer.js';
import oracle from '../../plugins/connectors/oracle.ts';
import { oracleDriver } from '../../plugins/kit/oracle-driver.ts';
import { caseTable } from './case-table.ts';
import { liveHouse } from './live.ts';
import { oracleAlone, oracleHouse } from './oracle.house.ts';

caseTable(liveHouse(oracle, oracleHouse) ?? oracleHouse);
caseTable(oracleAlone);

/** As DUMP shows them: the bytes of `TIMESTAMP '1997-12-31 23:59:59.999999999'` and its kin in Oracle's manuals. */
const TIMES: readonly (readonly [string, readonly number[], string])[] = [
  ['a date', [119, 197, 12, 31, 24, 60, 60], '1997-12-31T23:59:59'],
  ['a timestamp', [119, 197, 12, 31, 24, 60, 60, 59, 154, 201, 255], '1997-12-31T23:59:59.999999999'],
  [
    'a moment, in UTC before its offset',
    [120, 124, 2, 29, 7, 31, 1, 0, 0, 3, 232, 25, 90],
    '2024-02-29T06:30:00.000001000Z',
  ],
  ['a year before Christ', [53, 88, 1, 1, 1, 1, 1], '-004711-01-01T00:00:00'],
];

test.each(TIMES)('the driver reads %s exactly', async (_name, bytes, expected) => {
  await oracleDriver();
  const reader = Object.create(buffers.BaseBuffer.prototype) as typeof buffers.BaseBuffer.prototype;
  expect(reader.parseOracleDate(Buffer.from(bytes))).toBe(expected);
});

test('a time in the zone of the server becomes a moment', async () => {
  await oracleDriver();
  const reader = Object.assign(Object.create(buffers.BaseBuffer.prototype), { caps: { dbTzOffset: 120 } });
  const bytes = Buffer.from([120, 124, 1, 1, 2, 31, 1, 0, 0, 3, 232]);
  expect(reader.parseOracleDate(bytes, false, true)).toBe('2023-12-31T23:30:00.000001000Z');
});
