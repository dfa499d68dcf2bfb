import {
  AppError,
  type Batch,
  type Connector,
  type ConnectorRun,
  type FileSource,
  invalid,
  type ReadRequest,
  type Source,
  type SourceFile,
  type Table,
  type TableShape,
  type TableSource,
} from '#sdk';
import { checkedBatch, checkedShape, checkedTables } from './checked-answers.ts';
import type { ConnectorLimits } from './connector-job.ts';
import type { Guard } from './guard.ts';
import type { Scrub } from './scrub.ts';

/** A source that was opened, with all that stands between it and us. */
export interface OpenConnector {
  readonly connector: Connector;
  readonly source: Source;
  readonly run: ConnectorRun;
  readonly guard: Guard;
  readonly limits: ConnectorLimits;
  readonly scrub: Scrub;
}

/** The tables of a source: each answer in its time, in its size, and of the form that was agreed. */
export function tablesOf({ connector, source, guard, limits }: OpenConnector): Omit<TableSource, keyof Source> {
  if (connector.delivers !== 'tables')
    invalid('connector.noTables', `${connector.title} has files, no tables. Choose a file.`);
  const tables = source as TableSource;
  const demand = ({ table, query }: Pick<ReadRequest, 'table' | 'query'>) => {
    if ((table === undefined) === (query === undefined))
      invalid('connector.whatToRead', 'Say one of them: a table, or a query.');
    if (query !== undefined && connector.queries === null)
      invalid('connector.noQueries', `${connector.title} answers no queries. Choose a table.`);
  };
  return {
    async tables(): Promise<readonly Table[]> {
      return checkedTables(await guard.within(limits.answerMs, 'its tables', tables.tables()));
    },
    async describe(what): Promise<TableShape> {
      demand(what);
      return checkedShape(await guard.within(limits.answerMs, 'the columns', tables.describe(what)));
    },
    async *read(request): AsyncGenerator<Batch> {
      demand(request);
      for await (const batch of guard.each(limits.batchMs, 'the next rows', tables.read(request)))
        yield checkedBatch(batch, limits);
    },
  };
}

/** The files of a source, in the same way. */
export function filesOf({ connector, source, guard, limits }: OpenConnector): Omit<FileSource, keyof Source> {
  if (connector.delivers !== 'files')
    invalid('connector.noFiles', `${connector.title} has tables, no files. Choose a table.`);
  const files = source as FileSource;
  return {
    async *files() {
      for await (const piece of guard.each(limits.batchMs, 'its files', files.files())) yield piece.map(checkedFile);
    },
    async *open(file, from) {
      for await (const bytes of guard.each(limits.batchMs, 'the next bytes', files.open(file, from))) {
        if (!(bytes instanceof Uint8Array)) throw badFile('its content is no bytes');
        yield bytes;
      }
    },
  };
}

function checkedFile(file: SourceFile): SourceFile {
  if (typeof file?.path !== 'string' || typeof file.version !== 'string' || !Number.isSafeInteger(file.bytes))
    throw badFile('a file has no path, size or version');
  return file;
}

const badFile = (what: string) =>
  new AppError('unavailable', 'connector.badAnswer', `The connector gives what cannot be used: ${what}.`);
