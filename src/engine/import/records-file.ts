import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '#sdk';
import { SNIFFED_ROWS } from '../../mining/formats/table-sniff.ts';
import type { CsvSource } from './csv-source.ts';
import { megabytes, type TableLimits } from './limits.ts';
import type { Quarantine } from './quarantine.ts';

const BLOCK = 1 << 20;
/** DuckDB's reader takes longer lines only when it is told so. */
const LONG_LINE = 1 << 19;

/**
 * Writes the records of a file that is no CSV as the exact reader writes those of one that is: the line, then the cells, all
 * texts, in one dialect. From here on every table goes the same way. Rows may have fewer cells than the table has columns.
 */
export class RecordsFile implements AsyncDisposable {
  /** Records written. */
  rows = 0;
  /** The first of them, for the sniffer. */
  readonly first: (readonly (string | null)[])[] = [];
  private readonly path: string;
  private readonly limits: TableLimits;
  private readonly quarantine: Quarantine;
  private file: FileHandle | null = null;
  private closed = false;
  private pending = '';
  private multiLine = false;
  private longLines = false;
  private narrowest = Number.POSITIVE_INFINITY;

  constructor(path: string, limits: TableLimits, quarantine: Quarantine) {
    this.path = path;
    this.limits = limits;
    this.quarantine = quarantine;
  }

  /** Adds a record; one with a cell that no table may hold goes to quarantine. Returns a promise only when a block is full. */
  add(line: number, cells: readonly (string | null)[], headers: readonly string[]): Promise<void> | undefined {
    let text = String(line);
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (cell === null || cell === undefined) {
        text += ',';
        continue;
      }
      if (cell.length * 3 > this.limits.cellBytes && Buffer.byteLength(cell) > this.limits.cellBytes)
        return this.refuse(line, headers[i]!, `a cell is larger than ${megabytes(this.limits.cellBytes)}`, cells);
      if (cell.includes('\0')) return this.refuse(line, headers[i]!, 'the value holds a NUL character (U+0000)', cells);
      text += this.written(cell);
    }
    if (this.rows++ < SNIFFED_ROWS) this.first.push([...cells]);
    if (cells.length < this.narrowest) this.narrowest = cells.length;
    if (text.length > LONG_LINE) this.longLines = true;
    this.pending += `${text}\n`;
    return this.pending.length > BLOCK ? this.flush() : undefined;
  }

  private written(cell: string): string {
    const lineEnd = cell.includes('\n') || cell.includes('\r');
    if (lineEnd) this.multiLine = true;
    return lineEnd || cell.includes(',') || cell.includes('"') ? `,"${cell.replaceAll('"', '""')}"` : `,${cell}`;
  }

  private refuse(line: number, column: string, reason: string, cells: readonly (string | null)[]): Promise<void> {
    const kept = cells.map((cell) => cell?.slice(0, 65_536) ?? null);
    return this.quarantine.add([{ line, column, value: null, reason }], { cells: kept });
  }

  private async flush(): Promise<void> {
    const block = this.pending;
    this.pending = '';
    this.file ??= await open(this.path, 'wx', 0o600);
    await this.file.writeFile(block);
  }

  /** What DuckDB reads, once everything has been added. */
  source(width: number, missing: readonly string[], file: string): CsvSource {
    return {
      ...{ path: this.path, syntax: { delimiter: ',', quote: '"', escape: '"' }, header: false, width, missing },
      ...{ numbered: true, multiLine: this.multiLine, longLines: this.longLines, lineEnd: '\n' },
      ...{ file, padded: this.narrowest < width },
    };
  }

  /** Writes what is left; the file is there even if it holds no record. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.flush();
    await this.file?.close();
  }
}

/** Names of columns in the order in which they come. Faults: `import.tooManyColumns`. */
export class ColumnNames {
  readonly names: string[] = [];
  private readonly places = new Map<string, number>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  placeOf(name: string): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= this.most) {
      const message = `The file has more than ${this.most} columns; at most ${this.most} are taken.`;
      throw new AppError('too_large', 'import.tooManyColumns', message);
    }
    this.places.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
