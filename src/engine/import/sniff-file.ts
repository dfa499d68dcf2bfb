import { open } from 'node:fs/promises';
import { AppError, invalid } from '#sdk';
import { sniffCsv } from '../../mining/formats/csv-dialect.ts';
import type { Encoding } from '../../mining/formats/csv-encoding.ts';
import type { CellSyntax } from '../../mining/formats/csv-records.ts';
import type { SniffedTable } from '../../mining/formats/table-sniff.ts';
import { gunzipHead, readHead } from './detect.ts';
import { megabytes, TABLE_LIMITS, type TableLimits } from './limits.ts';

const SAMPLE_BYTES = 1 << 20;

/** What is already known of the text and need not be sniffed. */
export type GivenDialect = Partial<CellSyntax & { encoding: Encoding; header: boolean; skip: number }>;

/**
 * Sniffs a CSV or gzipped CSV file from its first mebibyte (more when a line is longer). Faults: `import.lineTooLong`,
 * `import.tooManyColumns`, `import.duplicateHeaders`, `import.emptyFile`.
 */
export async function sniffCsvFile(
  path: string,
  given: GivenDialect = {},
  limits: TableLimits = TABLE_LIMITS,
): Promise<SniffedTable> {
  const { sample, cut } = await readSample(path, limits);
  const sniffed = sniffCsv(sample, cut, given);
  const { columns } = sniffed;
  if (columns.length === 0) invalid('import.emptyFile', 'The file holds no rows: there is nothing to import.');
  if (columns.length > limits.columns) {
    throw new AppError(
      'too_large',
      'import.tooManyColumns',
      `The file has ${columns.length} columns; at most ${limits.columns} are taken.`,
      [{ line: sniffed.skip + 1, message: `${columns.length} cells` }],
    );
  }
  if (sniffed.header) refuseDuplicates(sniffed);
  return sniffed;
}

/** Faults: `import.duplicateHeaders`. */
export function refuseDuplicates({ columns, skip }: SniffedTable): void {
  const places = Map.groupBy(columns, (c) => c.name);
  const twice = [...places].filter(([, same]) => same.length > 1);
  if (twice.length === 0) return;
  const list = twice.map(([name, same]) => `"${name}" (columns ${same.map((c) => c.position + 1).join(', ')})`);
  invalid('import.duplicateHeaders', `Each header must stand once, but the header row repeats ${list.join('; ')}.`, [
    { line: skip + 1, column: twice[0]![1][1]!.position + 1, value: twice[0]![0], message: 'repeated header' },
  ]);
}

/** The first bytes of the text, with at least two whole lines unless the file has fewer. */
async function readSample(path: string, limits: TableLimits): Promise<{ sample: Uint8Array; cut: boolean }> {
  const { head, size } = await readHead(path, SAMPLE_BYTES);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const sample = await gunzipHead(head, limits.lineBytes + SAMPLE_BYTES);
    if (sample === null) invalid('import.damagedGzip', 'The gzip file is damaged at its beginning.');
    return { sample, cut: size > head.length || sample.length >= SAMPLE_BYTES };
  }
  if (size <= head.length || lines(head) >= 2) return { sample: head, cut: size > head.length };
  await using file = await open(path);
  const longer = new Uint8Array(Math.min(size, 2 * limits.lineBytes + SAMPLE_BYTES));
  const { bytesRead } = await file.read(longer, 0, longer.length, 0);
  const sample = longer.subarray(0, bytesRead);
  const first = sample.indexOf(10);
  if (first > limits.lineBytes || (first < 0 && bytesRead > limits.lineBytes && sample.indexOf(13) < 0)) {
    lineTooLong(1, limits);
  }
  return { sample, cut: size > bytesRead };
}

const lines = (bytes: Uint8Array) => {
  const first = bytes.indexOf(10);
  return first < 0 ? (bytes.includes(13) ? 2 : 0) : bytes.indexOf(10, first + 1) < 0 ? 1 : 2;
};

/** A line over the limit refuses the file, naming line and limit. */
export function lineTooLong(line: number, limits: TableLimits): never {
  throw new AppError(
    'too_large',
    'import.lineTooLong',
    `Line ${line} is longer than ${megabytes(limits.lineBytes)}, the most a line may have. Is a quote opened there and never closed, or is this no CSV file?`,
    [{ line, message: `longer than ${megabytes(limits.lineBytes)}` }],
  );
}
