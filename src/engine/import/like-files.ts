import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, english } from '#sdk';
import { detectFile, gunzipHead, type LogKind, readHead } from './detect.ts';
import { TABLE_LIMITS } from './limits.ts';
import type { Dialect } from './mapping.ts';
import { isRecordsKind, openRecords, type RecordsKind } from './open-records.ts';
import { parquetColumns } from './parquet-records.ts';
import { Quarantine } from './quarantine.ts';
import { columnsThatDiffer, differenceOf, familyOf } from './several-files.ts';
import { sniffCsvFile } from './sniff-file.ts';

interface LookedAt {
  readonly name: string;
  readonly kind: LogKind;
  /** Of text: files with the same one have the same columns. */
  readonly headerRow: string | null;
  readonly columns: () => Promise<readonly string[]>;
}

/** Bytes among which a header row is looked for. */
const HEADER_BYTES = 65_536;
/** Records from which the columns of a file are told that does not say them at its beginning. */
const RECORDS = 1_000;
const DUCKDB = { threads: 1, memoryBytes: 256e6 } as const;

/**
 * Tells which files can be read as one with the first: of one family and with the same columns, as a load demands it. Only their
 * beginnings are read, so that a load may still find what differs further behind.
 */
export class LikeFiles {
  readonly #folder: string;
  readonly #dialect: Partial<Dialect>;
  #first: LookedAt | null = null;
  #connection: Promise<DuckDBConnection> | null = null;

  /**
   * @param folder private, and there
   * @param dialect what is said of how all of them are written
   */
  constructor(folder: string, dialect: Partial<Dialect>) {
    this.#folder = folder;
    this.#dialect = dialect;
  }

  /**
   * Looks at the next file; the first is the one that others are compared with.
   * @param path in the same folder as the others
   * @param name how people call it
   * @returns why it cannot be read as one with others, in words; null: it can
   */
  async difference(path: string, name: string): Promise<string | null> {
    try {
      const next = await this.#lookAt(path, name);
      const family = familyOf(next.kind);
      if (family === null) return english(`"${name}" is an archive, which is read by itself.`);
      const first = this.#first;
      if (first === null) {
        this.#first = next;
        return null;
      }
      const of = familyOf(first.kind);
      const what = family === of ? await columnsOfBoth(first, next) : `it is ${family}, and the first is ${of}`;
      return what && differenceOf(name, first.name, what);
    } catch (error) {
      // Its own load says the same.
      if (error instanceof AppError && (error.fault === 'invalid' || error.fault === 'too_large'))
        return english(`"${name}" is read by itself: ${error.message}`);
      throw error;
    }
  }

  async #lookAt(path: string, name: string): Promise<LookedAt> {
    const kind = await detectFile(path);
    const { header = true, skip = 0 } = this.#dialect;
    const columnsOf = () => this.#columns(path, kind);
    const hasHeaderRow = kind.startsWith('csv') && header && skip === 0;
    let columns: Promise<readonly string[]> | null = null;
    return {
      ...{ name, kind, headerRow: hasHeaderRow ? await firstLine(path) : null },
      columns() {
        columns ??= columnsOf();
        return columns;
      },
    };
  }

  async #columns(path: string, kind: LogKind): Promise<readonly string[]> {
    // Traces of XES have the attributes that they have: files of one log may differ in them.
    if (kind === 'zip' || kind.startsWith('xes')) return [];
    if (isRecordsKind(kind)) return this.#columnsOfRecords(path, kind);
    return (await sniffCsvFile(path, this.#dialect)).columns.map((column) => column.name);
  }

  async #columnsOfRecords(path: string, kind: RecordsKind): Promise<readonly string[]> {
    const folder = join(this.#folder, `look-${crypto.randomUUID()}`);
    await mkdir(folder, { mode: 0o700 });
    await using quarantine = new Quarantine(join(folder, 'quarantine.ndjson'));
    try {
      this.#connection ??= this.#openDuckDb(dirname(path));
      const connection = await this.#connection;
      const task = { path, name: '', connection, dialect: this.#dialect, folder, quarantine };
      const asked = { ...task, limits: TABLE_LIMITS, most: RECORDS };
      if (kind === 'parquet') return await parquetColumns(asked);
      return (await openRecords(kind, asked)).sniffed.columns.map((column) => column.name);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #openDuckDb(filesIn: string): Promise<DuckDBConnection> {
    const { openDuckDb } = await import('../duckdb/open-duckdb.ts');
    const [tempFolder, folders] = [join(this.#folder, 'spill'), [this.#folder, filesIn]];
    return (await openDuckDb({ ...DUCKDB, tempFolder, folders })).connect();
  }
}

async function columnsOfBoth(first: LookedAt, next: LookedAt): Promise<string | null> {
  if (first.headerRow !== null && first.headerRow === next.headerRow) return null;
  const hasPlaces = /^(csv|xlsx)/.test(first.kind);
  return columnsThatDiffer({ headers: await first.columns() }, { headers: await next.columns() }, !hasPlaces);
}

async function firstLine(path: string): Promise<string> {
  const { head } = await readHead(path, HEADER_BYTES);
  const text = Buffer.from((await gunzipHead(head, HEADER_BYTES)) ?? head).toString('latin1');
  return text.split(/\r?\n/, 1)[0]!;
}
