import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TABLE_LIMITS } from '../src/engine/import/limits.ts';
import type { Dialect } from '../src/engine/import/mapping.ts';
import { isRecordsKind, openRecords } from '../src/engine/import/open-records.ts';
import { Quarantine } from '../src/engine/import/quarantine.ts';
import type { Rejected } from '../src/engine/import/staged-log.ts';
import type { TextRecords } from '../src/engine/import/text-records.ts';
import { plainFile } from '../src/engine/import/zipped-log.ts';
import { ImportDatabases } from './import-databases.ts';

/** What the records of a file are, before any mapping: headers, and cells with their lines. */
export interface OpenedFile {
  records: TextRecords;
  headers: string[];
  rows: (string | null)[][];
  lines: number[];
  refused: readonly Rejected[];
}

/** Opens files that are no CSV, as the import child does it. */
export class RecordsBench implements AsyncDisposable {
  private readonly folder = mkdtempSync(join(tmpdir(), 'adit-records-'));
  private readonly databases = new ImportDatabases();

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  async open(given: string, dialect: Partial<Dialect> = {}, limits = TABLE_LIMITS): Promise<OpenedFile> {
    const { unpackedBytes: maxUnpackedBytes, unpackedRatio: maxUnpackRatio } = limits;
    const { path, kind } = await plainFile(given, this.folder, { maxUnpackedBytes, maxUnpackRatio });
    if (!isRecordsKind(kind)) throw new Error(`${kind} is not opened as records`);
    const connection = await this.databases.create();
    const folder = mkdtempSync(join(this.folder, 'work-'));
    await using quarantine = new Quarantine(join(folder, 'quarantine.ndjson'));
    const most = Number.POSITIVE_INFINITY;
    const records = await openRecords(kind, {
      ...{ path, name: 'the file', connection, dialect, folder, limits, quarantine, most },
    });
    const headers = records.sniffed.columns.map((c) => c.name);
    const { text, values } = records.relation([]);
    const names = headers.map((_, i) => `"c${i}"`).join(', ');
    const found = await connection.runAndReadAll(`select line::int, ${names} from ${text}`, [...values]);
    const rows = found.getRows() as [number, ...(string | null)[]][];
    return { records, headers, lines: rows.map(([line]) => line), rows: rows.map(([, ...r]) => r), refused: quarantine.first }; // biome-ignore format: one line
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.databases[Symbol.dispose]();
    rmSync(this.folder, { recursive: true });
  }
}
