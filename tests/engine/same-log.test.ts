/** One log in every format is one version: the same hash, whatever file it came from. */
import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { MappingInput } from '../../src/engine/import/mapping.ts';
import { parseRecords } from '../../src/mining/formats/csv-records.ts';
import { ImportBench } from '../import-bench.ts';
import { sharedData } from '../shared-data.ts';
import { workbookParts, zipped } from '../zipped.ts';

const bench = new ImportBench();
afterAll(() => bench[Symbol.dispose]());

/** Real logs, with what has to be said of them. Every column is a text, as a CSV file has it. */
const LOGS: readonly [name: string, delimiter: string, zone: string | null, mapping: MappingInput | null][] = [
  ['interval_event_log.csv', ',', null, null],
  ['Production.csv', ',', null, null],
  ['receipt.csv', ',', null, null],
];

function written(name: string, delimiter: string): { csv: string; names: string[]; rows: string[][] } {
  const csv = readFileSync(sharedData(`logs/${name}`), 'utf8').replace(/^\ufeff/, '');
  const [names, ...rows] = parseRecords(csv, { delimiter, quote: '"', escape: '"' });
  return { csv, names: names!, rows };
}

const asObject = (names: readonly string[], row: readonly string[]) =>
  JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i] === '' ? null : row[i]])));

/** Every cell a text, as the CSV file has it. */
const asWorkbook = (rows: readonly (readonly string[])[]) => {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const cells = (row: readonly string[]) => row.map((text) => `<c t="str"><v>${escaped(text)}</v></c>`).join('');
  return zipped(workbookParts(rows.map((row) => `<row>${cells(row)}</row>`).join('\n')));
};

async function asParquet(csv: string, delimiter: string, name: string, how: string): Promise<string> {
  const source = bench.file(`${name}.source.csv`, csv);
  const into = `${bench.folder}/${name}.${how}.parquet`;
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `copy (select * from read_csv('${source}', all_varchar = true, delim = '${delimiter}', header = true)) to '${into}' (format parquet, ${how === 'small' ? `compression uncompressed, row_group_size 2048` : `compression ${how}`})`,
  );
  connection.closeSync();
  return into;
}

test.each(LOGS)(
  '%s',
  async (name, delimiter, zone, mapping) => {
    const { csv, names, rows } = written(name, delimiter);
    const records = rows.map((row) => asObject(names, row));
    const files = [
      bench.file(`${name}.ndjson`, `${records.join('\n')}\n`),
      bench.file(`${name}.ndjson.gz`, gzipSync(records.join('\r\n'))),
      bench.file(`${name}.json`, `[${records.join(',\n')}]`),
      bench.file(`${name}.object.json`, `{"source":{"tags":["x"]},"data":{"rows":[${records.join(',')}]}}`),
    ];
    files.push(bench.file(`${name}.xlsx`, asWorkbook([names, ...rows])));
    for (const how of ['zstd', 'snappy', 'gzip', 'small']) files.push(await asParquet(csv, delimiter, name, how));
    const expected = await bench.import(bench.file(name, csv), mapping, zone);
    expect(expected.events).toBe(rows.length);
    for (const file of files) {
      const { hash, events, rejected } = await bench.import(file, mapping, zone);
      expect([file, hash, events, rejected.count]).toEqual([file, expected.hash, rows.length, 0]);
    }
  },
  60_000,
);
