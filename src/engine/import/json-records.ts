import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { JsonElements } from '../../mining/formats/json-elements.ts';
import { JsonRecordReader } from '../../mining/formats/json-record.ts';
import { csvRelation } from './csv-source.ts';
import { ColumnNames, RecordsFile } from './records-file.ts';
import { lineTooLong } from './sniff-file.ts';
import type { Finding } from './survey.ts';
import { type RecordsTask, sniffRecords, type TextRecords } from './text-records.ts';
import { unpackedChunks } from './unpacked-chunks.ts';

const LF = 10;
const NOT_UTF8 = 'the record is not valid UTF-8, which JSON must be';

/** Turns records into rows of cells, with columns as they come. */
class JsonRows {
  readonly columns: ColumnNames;
  private readonly nested = new Map<string, number>();
  private readonly repeated = new Map<string, number>();
  private readonly reader = new JsonRecordReader();
  private readonly out: RecordsFile;
  private readonly task: RecordsTask;

  constructor(task: RecordsTask, out: RecordsFile) {
    this.task = task;
    this.out = out;
    this.columns = new ColumnNames(task.limits.columns);
  }

  add(line: number, text: string): Promise<void> | undefined {
    const { names } = this.columns;
    const cells: (string | null | undefined)[] = [];
    const reason = this.reader.read(text, (name, cell, nested) => {
      const place = this.columns.placeOf(name);
      if (cells[place] !== undefined) tally(this.repeated, name);
      while (cells.length < place) cells.push(undefined);
      cells[place] = cell;
      if (nested) tally(this.nested, name);
    });
    return reason === null ? this.out.add(line, cells as (string | null)[], names) : this.refuse(line, reason, text);
  }

  refuse(line: number, reason: string, text: string): Promise<void> {
    return this.task.quarantine.add([{ line, column: null, value: null, reason }], { text: text.slice(0, 65_536) });
  }

  findings(): Finding[] {
    const arrays = 'holds arrays, which are kept as their JSON text';
    const twice = 'stands more than once in a record: the last value was taken';
    return [
      ...[...this.nested].map(([column, count]): Finding => ({ code: 'nestedValues', column, count, message: arrays })),
      ...[...this.repeated].map(
        ([column, count]): Finding => ({ code: 'repeatedKeys', column, count, message: twice }),
      ),
    ];
  }
}

const tally = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

/**
 * Reads records of JSON: one a line (NDJSON), or the elements of an array in a document. Columns are found over the whole
 * file; a line that is no record goes to quarantine. Memory: one record. Faults: those of {@link JsonElements} and
 * {@link unpackedChunks}, `import.tooManyColumns`, `import.lineTooLong`.
 */
export async function jsonRecords(task: RecordsTask, lines: boolean): Promise<TextRecords> {
  const path = join(task.folder, 'records.csv');
  await using out = new RecordsFile(path, task.limits, task.quarantine);
  const rows = new JsonRows(task, out);
  const whole = await (lines ? readLines(task, rows, out) : readDocument(task, rows, out));
  await out[Symbol.asyncDispose]();
  const { names } = rows.columns;
  return {
    sniffed: sniffRecords(names, out.first),
    relation: (missing) => csvRelation(out.source(names.length, missing, task.name), task.limits),
    ...{ whole, temporary: [path], findings: rows.findings() },
  };
}

const chunksOf = ({ path, limits }: RecordsTask) =>
  unpackedChunks(path, { maxUnpackedBytes: limits.unpackedBytes, maxUnpackRatio: limits.unpackedRatio });

async function readLines(task: RecordsTask, rows: JsonRows, out: RecordsFile): Promise<boolean> {
  let rest: Uint8Array = new Uint8Array(0);
  let line = 1;
  const take = async (block: Uint8Array) => {
    if (line === 1 && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) block = block.subarray(3);
    const text = Buffer.from(block.buffer, block.byteOffset, block.length);
    if (!isUtf8(text)) return takeDamaged(text);
    for (const record of text.toString('utf8').split('\n')) {
      const wait = record.trim() === '' ? undefined : rows.add(line, record);
      if (wait) await wait;
      line++;
    }
  };
  const takeDamaged = async (block: Buffer) => {
    for (let from = 0; from <= block.length; line++) {
      const end = block.indexOf(LF, from);
      const bytes = block.subarray(from, end < 0 ? block.length : end);
      from += bytes.length + 1;
      const record = bytes.toString('utf8');
      if (!isUtf8(bytes)) await rows.refuse(line, NOT_UTF8, record);
      else if (record.trim() !== '') await rows.add(line, record);
    }
  };
  for await (const { bytes, share } of chunksOf(task)) {
    task.signal?.throwIfAborted();
    const end = bytes.lastIndexOf(LF);
    if (end >= 0) await take(rest.length > 0 ? Buffer.concat([rest, bytes.subarray(0, end)]) : bytes.subarray(0, end));
    rest = end < 0 ? Buffer.concat([rest, bytes]) : bytes.slice(end + 1);
    if (rest.length > task.limits.lineBytes) lineTooLong(line, task.limits);
    if (out.rows >= task.most) return false;
    task.onProgress?.(share);
  }
  if (rest.length > 0) await take(rest);
  return true;
}

async function readDocument(task: RecordsTask, rows: JsonRows, out: RecordsFile): Promise<boolean> {
  const elements = new JsonElements(task.dialect.records ?? null, task.limits.lineBytes);
  for await (const { bytes, share } of chunksOf(task)) {
    task.signal?.throwIfAborted();
    for (const element of elements.push(bytes)) {
      const text = Buffer.from(element.bytes.buffer, element.bytes.byteOffset, element.bytes.length);
      await (isUtf8(text)
        ? rows.add(element.line, text.toString('utf8'))
        : rows.refuse(element.line, NOT_UTF8, text.toString('utf8')));
    }
    if (out.rows >= task.most) return false;
    task.onProgress?.(share);
  }
  elements.end();
  return true;
}
