import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import type { CellSyntax } from '../../mining/formats/csv-records.ts';
import { RecordParser, type RecordShape } from './csv-record-bytes.ts';
import { megabytes, type TableLimits } from './limits.ts';
import { wrongWidth } from './quarantine.ts';
import { countLines } from './scan-csv.ts';
import { lineTooLong } from './sniff-file.ts';
import type { Rejected } from './staged-log.ts';

/** A refused record with its text, for the quarantine. */
export interface RefusedRecord extends Rejected {
  text: string;
}

export interface NormaliseTask {
  path: string;
  /** Written: the number of the record's first line, the delimiter, the record; `"` quotes, `\n` line ends, UTF-8. */
  into: string;
  syntax: CellSyntax;
  /** Cells a record must have. */
  width: number;
  /** Lines before the table, and whether a header row follows them. */
  skip: number;
  header: boolean;
  limits: TableLimits;
  signal?: AbortSignal | undefined;
  onBytes?: ((bytes: number) => void) | undefined;
  onRefused: (record: RefusedRecord) => Promise<void>;
}

export interface Normalised {
  /** Records written, and records refused. */
  records: number;
  refused: number;
  /** Some cell holds a line end. */
  multiLine: boolean;
}

const CHUNK = 4 << 20;

/**
 * The exact reader, for files that are not plain: quoted line ends, stray quotes, NUL bytes, mixed encodings, mixed line
 * ends, blank lines. Gives every record its line number and refuses what no reader could read alike. A record with a
 * broken quote costs its first line; reading goes on with the next one. Memory: one record. Faults: `import.lineTooLong`.
 */
export async function normaliseCsv(task: NormaliseTask): Promise<Normalised> {
  await using input = await open(task.path);
  await using output = await open(task.into, 'wx');
  const writer = new ChunkWriter(output);
  const reader = new RecordReader(input, task);
  const result: Normalised = { records: 0, refused: 0, multiLine: false };
  await reader.skipLines(task.skip);
  let headerLeft = task.header;
  for (;;) {
    const shape = await reader.next();
    if (shape === null) break;
    const bytes = reader.record;
    const line = reader.line;
    reader.advance(shape);
    if (shape.cells === 0) continue;
    if (headerLeft) {
      headerLeft = false;
      continue;
    }
    const reason = refusal(shape, bytes, task);
    if (reason !== null) {
      result.refused++;
      await task.onRefused({ line, column: null, value: null, reason, text: bytes.toString('utf8').slice(0, 65_536) });
      continue;
    }
    result.records++;
    if (shape.multiLine) result.multiLine = true;
    await writer.add(`${line}${task.syntax.delimiter}`, shape.quotes ? requote(shape, bytes, task) : bytes);
  }
  await writer.flush();
  return result;
}

/** Why a record cannot be read; null: it can. */
function refusal(shape: RecordShape, bytes: Buffer, { width, limits }: NormaliseTask): string | null {
  if (shape.fault !== null) return shape.fault;
  if (shape.nul) return 'the line holds a NUL byte (0x00)';
  if (shape.high && !isUtf8(bytes)) return 'the line is not valid UTF-8; is it Windows-1252 in a UTF-8 file?';
  if (shape.cells !== width && !endsWithDelimiter(shape, width)) return wrongWidth(shape.cells, width);
  if (shape.longestCell > limits.cellBytes) return `a cell is larger than ${megabytes(limits.cellBytes)}`;
  return null;
}

/** A delimiter behind the last cell is no further cell: many tools write one, and DuckDB's reader thinks so too. */
const endsWithDelimiter = ({ cells, starts, ends, quoted }: RecordShape, width: number) =>
  cells === width + 1 && starts[width] === ends[width] && !quoted[width];

/** The record in one dialect: every cell in double quotes. */
function requote(shape: RecordShape, bytes: Buffer, { syntax, width }: NormaliseTask): Buffer {
  const { delimiter, quote, escape: escapeSign } = syntax;
  const cells: string[] = [];
  for (let i = 0; i < width; i++) {
    let cell = bytes.toString('utf8', shape.starts[i]!, shape.ends[i]!);
    if (shape.quoted[i]) {
      cell = cell.replaceAll(escapeSign + quote, quote);
      if (escapeSign !== quote && escapeSign !== '') cell = cell.replaceAll(escapeSign + escapeSign, escapeSign);
    }
    cells.push(`"${cell.replaceAll('"', '""')}"`);
  }
  return Buffer.from(cells.join(delimiter));
}

/** Walks over the records of a file, holding one chunk or one record, whichever is larger. */
class RecordReader {
  record: Buffer = Buffer.alloc(0);
  line = 1;
  private buffer = Buffer.allocUnsafe(CHUNK);
  private start = 0;
  private filled = 0;
  private position = 0;
  private ended = false;
  private readonly input: FileHandle;
  private readonly task: NormaliseTask;
  private readonly parser: RecordParser;

  constructor(input: FileHandle, task: NormaliseTask) {
    this.input = input;
    this.task = task;
    this.parser = new RecordParser(task.syntax);
  }

  /** The next record's shape, with `record` set; null at the end of the file. */
  async next(): Promise<RecordShape | null> {
    for (;;) {
      const text = this.buffer.subarray(this.start, this.filled);
      if (text.length === 0 && this.ended) return null;
      const shape = text.length === 0 ? null : this.parser.read(text, this.ended);
      if (shape !== null) {
        this.record = text.subarray(0, shape.end);
        return shape;
      }
      if (text.length > this.task.limits.lineBytes) lineTooLong(this.line, this.task.limits);
      await this.fill();
    }
  }

  advance(shape: RecordShape): void {
    this.line += countLines(this.buffer.subarray(this.start, this.start + shape.next));
    this.start += shape.next;
  }

  async skipLines(count: number): Promise<void> {
    const lines = new RecordParser({ ...this.task.syntax, quote: '' });
    while (this.line <= count) {
      const shape = lines.read(this.buffer.subarray(this.start, this.filled), this.ended);
      if (shape !== null) this.advance(shape);
      else if (this.ended) return;
      else await this.fill();
    }
  }

  private async fill(): Promise<void> {
    this.task.signal?.throwIfAborted();
    const rest = this.buffer.subarray(this.start, this.filled);
    const target = rest.length > this.buffer.length / 2 ? Buffer.allocUnsafe(this.buffer.length * 2) : this.buffer;
    rest.copy(target);
    this.buffer = target;
    this.filled = rest.length;
    this.start = 0;
    const { bytesRead } = await this.input.read(target, this.filled, target.length - this.filled, this.position);
    if (this.position === 0 && target[0] === 0xef && target[1] === 0xbb && target[2] === 0xbf) this.start = 3;
    this.position += bytesRead;
    this.filled += bytesRead;
    this.ended = bytesRead === 0;
    this.task.onBytes?.(this.position);
  }
}

/** Collects pieces and writes them in large blocks. */
class ChunkWriter {
  private readonly output: FileHandle;
  private parts: Buffer[] = [];
  private bytes = 0;

  constructor(output: FileHandle) {
    this.output = output;
  }

  /** Copies, because the reader reuses its buffer. */
  async add(prefix: string, record: Buffer): Promise<void> {
    const part = Buffer.allocUnsafe(prefix.length + record.length + 1);
    part.write(prefix, 0, 'latin1');
    record.copy(part, prefix.length);
    part[part.length - 1] = 10;
    this.parts.push(part);
    this.bytes += part.length;
    if (this.bytes > CHUNK) await this.flush();
  }

  async flush(): Promise<void> {
    const all = Buffer.concat(this.parts);
    this.parts = [];
    this.bytes = 0;
    if (all.length > 0) await this.output.writeFile(all);
  }
}
