/** Several files of text with the same columns, read as one table. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { columnValues, faultOf, StagingBench } from '../../../tests/staged-csv.ts';
import { buildVersion } from '../publish/build-version.ts';
import type { MappingInput } from './mapping.ts';
import type { TableResult } from './read-table.ts';

let bench: StagingBench;
beforeAll(() => {
  bench = new StagingBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const HEAD = 'case,activity,time,amount\n';
const row = (id: string, hour: number, amount = '1.5') => `${id},a,2024-03-01T0${hour}:00:00Z,${amount}\n`;

async function together(files: readonly [name: string, content: string | Uint8Array][], mapping: MappingInput = {}) {
  const [first, ...more] = files.map(([name, content]) => ({ name, path: bench.file(content) }));
  const whole = await bench.mapping(first!.path, mapping);
  return bench.read(first!.path, whole, { name: first!.name, more });
}
const hashOf = async (result: TableResult, name: string) =>
  (await buildVersion(result.staged, await bench.archiving(result), join(bench.folder, name))).hash;

test('in the order given, each by its own encoding, quotes and line ends, packed or not', async () => {
  const windows = Buffer.from(`${HEAD}${row('M\xfcller', 2)}`, 'latin1');
  const result = await together(
    [
      ['march.csv', `${HEAD}${row('x', 1)}`],
      ['april.csv', windows],
      ['may.csv.gz', gzipSync(`${HEAD}"q, ""r""",a,2024-03-01T03:00:00Z,1.5\r\n`)],
    ],
    { dialect: { encoding: 'auto' }, fileColumn: 'source' },
  );
  expect([result.read, result.accepted]).toEqual([3, 3]);
  expect(await columnValues(result, 'source')).toEqual(['march.csv', 'april.csv', 'may.csv.gz']);
  const cases = await result.staged.connection.runAndReadAll('select case_id from staged order by "row"');
  expect(cases.getRows().flat()).toEqual(['x', 'Müller', 'q, "r"']);
});

test('the same version as one file with all the rows', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => row(`c${i % 40}`, i % 10, `${i}.5`));
  const [a, b, c] = [rows.slice(0, 100), rows.slice(100, 101), rows.slice(101)].map((part) => HEAD + part.join(''));
  const parts = await together([
    ['a', a!],
    ['b', b!],
    ['c', c!],
  ]);
  const whole = await bench.stage(HEAD + rows.join(''));
  expect(await hashOf(parts, 'parts')).toBe(await hashOf(whole, 'whole'));
});

test('a refused row is told by its file and its line there; nothing of the parts stays behind', async () => {
  const bad = `${row('1', 1)}2,a,soon,1.5\n`;
  const result = await together([
    ['a.csv', HEAD + bad],
    ['b.csv', `${HEAD}3,a\n${bad}`],
  ]);
  expect(result.rejected.map(({ file, line, column }) => [file, line, column])).toEqual([
    ['a.csv', 3, 'time'],
    ['b.csv', 2, null],
    ['b.csv', 4, 'time'],
  ]);
  const kept = readFileSync(result.quarantineFile!, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).file);
  expect(kept.sort()).toEqual(['a.csv', 'b.csv', 'b.csv']);
  expect(existsSync(result.quarantineFile!)).toBe(true);
  expect(readdirSync(dirname(result.quarantineFile!)).filter((name) => name.startsWith('part-'))).toEqual([]);
});

test('a file with other columns is named with what is different', async () => {
  const of = async (head: string) =>
    (
      await faultOf(
        together([
          ['a.csv', HEAD + row('1', 1)],
          ['b.csv', `${head}\n1,a,2024-03-01T01:00:00Z,1.5\n`],
        ]),
      )
    ).message;
  expect(await of('case,activity,time,price')).toContain(
    '"b.csv" cannot be read as one with "a.csv": it lacks "amount", and it has "price" besides',
  );
  expect(await of('activity,case,time,amount')).toContain('its columns stand in another order');
});

test('the column of the file’s name may not be called as another one', async () => {
  const fault = await faultOf(bench.stage(HEAD + row('1', 1), { fileColumn: 'amount' }));
  expect(fault.code).toBe('import.nameUsedTwice');
});
