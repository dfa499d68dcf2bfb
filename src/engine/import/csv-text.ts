import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { invalid } from '#sdk';
import type { CellSyntax } from '../../mining/formats/csv-records.ts';
import { readHead } from './detect.ts';
import type { TableLimits } from './limits.ts';
import type { Mapping } from './mapping.ts';
import type { Quarantine } from './quarantine.ts';
import { type CsvFacts, scanCsv } from './scan-csv.ts';
import { writeUtf8 } from './to-utf8.ts';

/** When to give up because of refused rows: at the first, above a share of all rows, or never. */
export type BadRowPolicy = 'first' | 'never' | { percent: number };

/** A file, and how people call it. */
export interface NamedFile {
  path: string;
  name: string;
}

export interface ReadTableOptions {
  /** A private folder of this import, inside what DuckDB may read. Temporary files go away. */
  folder: string;
  /** File for refused rows. */
  quarantine: string;
  /** How people call the file; by default as its path ends. */
  name?: string | undefined;
  /** Files with the same columns that are read behind it, as one table. */
  more?: readonly NamedFile[] | undefined;
  limits?: Partial<TableLimits>;
  stopAt?: BadRowPolicy;
  /** Key of pseudonyms and shifted times, 32 bytes in hex; null: there is none. */
  privacyKey?: string | null;
  signal?: AbortSignal;
  onProgress?: (progress: { step: 'scan' | 'survey' | 'read' | 'finish'; share: number }) => void;
}

/** One reading of one file. */
export interface TableTask {
  connection: DuckDBConnection;
  mapping: Mapping;
  options: ReadTableOptions;
  limits: TableLimits;
  quarantine: Quarantine;
  temporary: string[];
}

export interface Utf8Text {
  path: string;
  facts: CsvFacts;
}

/** The file as UTF-8 text with its facts; `auto` becomes Windows-1252 when no line beyond ASCII is UTF-8. */
export async function utf8Text(task: TableTask, path: string): Promise<Utf8Text> {
  const { mapping, options, limits } = task;
  const { head } = await readHead(path, 2);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  let { encoding } = mapping.dialect;
  const scan = (file: string) =>
    scanCsv(file, syntaxOf(mapping), limits, options.signal, () => options.onProgress?.({ step: 'scan', share: 0 }));
  const convert = async (from: string, name: string, unpack: boolean) => {
    const into = join(options.folder, name);
    task.temporary.push(into);
    await writeUtf8(from, into, { gzip: unpack, encoding }, limits, options.signal);
    return into;
  };
  let file = globFree(task, path);
  if (gzip || (encoding !== 'auto' && encoding !== 'utf-8')) file = await convert(file, 'text.csv', gzip);
  const facts = await scan(file);
  if (encoding !== 'auto' || facts.otherLines === 0 || facts.utf8Lines > 0) return { path: file, facts };
  encoding = 'windows-1252';
  file = await convert(file, 'text-1252.csv', false);
  return { path: file, facts: await scan(file) };
}

/** DuckDB takes some signs in a file name for a pattern of names: such a file is read under another name. */
function globFree({ options, temporary }: TableTask, path: string): string {
  if (!/[*?[\]{}\\]/.test(path)) return resolve(path);
  const link = join(options.folder, 'source.csv');
  temporary.push(link);
  symlinkSync(resolve(path), link);
  return link;
}

export const syntaxOf = ({ dialect }: Mapping): CellSyntax => ({
  delimiter: dialect.delimiter,
  quote: dialect.quote,
  escape: dialect.escape,
});

export function headerOnly(): never {
  return invalid('import.headerOnly', 'The file holds a header row and not one event below it.');
}
