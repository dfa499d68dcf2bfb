import { AppError, type Batch, type Cell, notThere, type ReadRequest, type TableColumn, type TableSource } from '#sdk';
import { cellFromJson, cellToJson, type JsonCell } from './cell-json.ts';
import { csvLines } from './csv-lines.ts';
import { StageFile } from './stage-file.ts';

/** How far a table is read into its file; everything that it tells of is on the disk. Plain data. */
export interface TableCheckpoint {
  /** Length of the file. */
  readonly bytes: number;
  readonly rows: number;
  /** From where the source goes on; null: from its start. */
  readonly cursor: unknown;
  readonly columns: readonly TableColumn[];
  /** Of the column that is followed, the last value; null: none has come. */
  readonly last: JsonCell;
}

export const NOTHING_READ: TableCheckpoint = { bytes: 0, rows: 0, cursor: null, columns: [], last: null };

/** A table that is read into a file. Plain data. */
export interface TableAsked {
  /** File of lines of CSV, in a folder that is there. */
  readonly path: string;
  readonly request: Omit<ReadRequest, 'cursor' | 'since'> & { readonly since?: { column: string; value: JsonCell } };
  /** Where the source begins, if nothing is read yet: behind what an earlier load has taken. */
  readonly cursor: unknown;
  readonly from: TableCheckpoint;
  readonly minFreeBytes: number;
  /** So many bytes, or so much time, are read until they are forced to disk and told. */
  readonly syncBytes: number;
  readonly syncMs: number;
}

/**
 * Reads a table into a file of CSV, batch by batch: memory holds one batch. Faults: those of the source, `connector.columnsChanged`,
 * `connector.sameName`, `connector.noColumns`.
 */
export async function stageTable(
  source: Pick<TableSource, 'read'>,
  asked: TableAsked,
  { told, clean }: StageControl,
): Promise<TableCheckpoint> {
  const kept = asked.from.cursor === null ? NOTHING_READ : asked.from;
  const opened = await StageFile.open(asked.path, kept.bytes, asked.minFreeBytes);
  if (opened === null) return stageTable(source, { ...asked, from: NOTHING_READ }, { told, clean });
  await using file = opened;
  return await new TableReading(asked, kept, file, { told, clean }).run(source);
}

interface StageControl {
  /** Called with each checkpoint. */
  readonly told: (checkpoint: TableCheckpoint) => void;
  /** Takes out of the text what must not leave the source. */
  readonly clean: (text: string) => string;
}

class TableReading {
  private readonly asked: TableAsked;
  private readonly file: StageFile;
  private readonly control: StageControl;
  private checkpoint: TableCheckpoint;
  private chars = 0;
  private syncedAt = performance.now();
  /** A place to go on from is known. */
  private isPlaced: boolean;

  constructor(asked: TableAsked, from: TableCheckpoint, file: StageFile, control: StageControl) {
    this.asked = asked;
    this.checkpoint = from;
    this.isPlaced = from.cursor !== null;
    this.file = file;
    this.control = control;
  }

  async run(source: Pick<TableSource, 'read'>): Promise<TableCheckpoint> {
    const { request, cursor } = this.asked;
    const { rows } = this.checkpoint;
    const limit = request.limit === null ? null : request.limit - rows;
    const { since, ...rest } = request;
    const wanted: ReadRequest = {
      ...{ ...rest, limit },
      ...(since ? { since: { column: since.column, value: cellFromJson(since.value) } } : {}),
      cursor: rows === 0 && this.checkpoint.cursor === null ? cursor : this.checkpoint.cursor,
    };
    if (limit !== 0)
      for await (const batch of source.read(wanted)) {
        await this.take(batch);
        if (request.limit !== null && this.checkpoint.rows >= request.limit) break;
      }
    await this.sync();
    return this.checkpoint;
  }

  private async take(batch: Batch): Promise<void> {
    const { request, syncBytes, syncMs } = this.asked;
    const { rows: before, columns } = this.checkpoint;
    const rows = request.limit === null ? batch.rows : batch.rows.slice(0, request.limit - before);
    const known = columns.length > 0 ? demandSame(columns, batch.columns) : await this.begin(batch.columns);
    const text = this.control.clean(csvLines(rows));
    this.chars += text.length;
    await this.file.add(text);
    const last = lastOf(rows, known, request.since?.column);
    this.checkpoint = {
      ...{ bytes: this.checkpoint.bytes, rows: before + rows.length, cursor: batch.cursor, columns: known },
      last: last === null ? this.checkpoint.last : cellToJson(last),
    };
    if (this.chars >= syncBytes || performance.now() - this.syncedAt >= syncMs) await this.sync();
  }

  /** The header row. */
  private async begin(columns: readonly TableColumn[]): Promise<readonly TableColumn[]> {
    const names = columns.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined)
      throw new AppError(
        'invalid',
        'connector.sameName',
        `Two columns of the source are called "${twice}". Give each its own name, as a query can.`,
      );
    if (columns.length === 0)
      throw new AppError('invalid', 'connector.noColumns', 'What is to be read has no columns. Choose again.');
    const { since } = this.asked.request;
    if (since && !names.includes(since.column)) throw notThere('The source', `column "${since.column}"`);
    await this.file.add(csvLines([names]));
    return columns.map(({ name, type }) => ({ name, type }));
  }

  private async sync(): Promise<void> {
    const bytes = await this.file.sync();
    this.chars = 0;
    this.syncedAt = performance.now();
    this.checkpoint = { ...this.checkpoint, bytes };
    // Where a source cannot go on from, what was told before is what counts: it is better than the start.
    if (this.checkpoint.cursor === null && this.isPlaced) return;
    this.isPlaced ||= this.checkpoint.cursor !== null;
    this.control.told(this.checkpoint);
  }
}

/** Names are compared, and not types: a source without a schema learns the types of its columns as it goes. */
function demandSame(before: readonly TableColumn[], now: readonly TableColumn[]): readonly TableColumn[] {
  if (before.length === now.length && before.every(({ name }, i) => now[i]!.name === name)) return before;
  const names = (columns: readonly TableColumn[]) => columns.map(({ name }) => name);
  const gone = names(before).filter((name) => !names(now).includes(name));
  const fresh = names(now).filter((name) => !names(before).includes(name));
  const what = [...gone.map((name) => `"${name}" is gone`), ...fresh.map((name) => `"${name}" is new`)].join(', ');
  throw new AppError(
    'conflict',
    'connector.columnsChanged',
    `The columns of the source changed while it was read: ${what || 'they come in another order'}. Nothing was loaded; run it again.`,
  );
}

/** Numbers that a source gives as texts, so that no digit is lost, are numbers here: an overlap can be taken off them. */
function lastOf(rows: Batch['rows'], columns: readonly TableColumn[], followed: string | undefined): Cell {
  const at = columns.findIndex(({ name }) => name === followed);
  const cell = rows.findLast((row) => (row[at] ?? null) !== null)?.[at] ?? null;
  const isWhole = columns[at]?.type === 'number' && typeof cell === 'string' && /^-?\d+$/.test(cell);
  return isWhole ? BigInt(cell) : cell;
}
