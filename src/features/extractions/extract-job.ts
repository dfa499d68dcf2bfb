import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Cell, english } from '#sdk';
import { differenceOf, OTHER_COLUMNS } from '../../engine/import/several-files.ts';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import { type Job, type JobContext, type JobKind, mayPass } from '../../platform/jobs/index.ts';
import type { MadeFiles, StageFolder } from '../datasets/index.ts';
import { askForRun } from './ask.ts';
import { EXTRACT_JOB, type Extraction, type ExtractPayload, type Progress, type RunFigures } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { type ReadFiles, readFiles } from './read-files.ts';
import { readTable } from './read-table.ts';
import { isTimeText } from './watermark.ts';

/** Nothing was read: nothing is loaded. */
const NO_FIGURES: RunFigures = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };

/**
 * One run of an extraction: what is new is read onto the disk of the dataset, in a child process, noted batch by batch; then it is
 * loaded as files are, and how far it went is written by the transaction that publishes it.
 */
export const extractJob = (parts: ExtractionParts): JobKind<ExtractPayload> => ({
  kind: EXTRACT_JOB,
  title: english('Load from a connection'),
  timeLimitMs: 24 * 3_600_000,
  async handler(context) {
    const { job, payload, signal } = context;
    if (!job.tenant)
      throw new AppError('internal', 'extraction.noTenant', 'An extraction without a tenant cannot run.');
    const actor: Actor = { ...systemActor('extraction', job.tenant), requestId: job.correlationId };
    const extraction = parts.store.find(job.tenant, payload.extraction);
    // It, or its dataset, was deleted since: nobody waits for this.
    if (!extraction) return;
    const stage = await parts.datasets.prepareStage(actor, extraction.dataset);
    try {
      const { connector } = parts.sources.get(actor, extraction.connection);
      const extract = connector.delivers === 'files' ? extractFiles : extractTable;
      await extract(parts, context, actor, extraction, stage);
    } catch (error) {
      if (!goesOn(job, signal, error)) await removeStaged(stage, job);
      throw error;
    }
    await removeStaged(stage, job);
  },
});

/** Whether another attempt goes on from what was kept. */
function goesOn(job: Job, signal: AbortSignal, error: unknown): boolean {
  if (signal.reason instanceof AppError) return signal.reason.code === 'jobs.stopping';
  return mayPass(error) && job.attempt < job.maxAttempts;
}

async function extractTable(
  parts: ExtractionParts,
  context: JobContext<ExtractPayload>,
  actor: Actor,
  extraction: Extraction,
  stage: StageFolder,
): Promise<void> {
  const { path, since, read, progress } = await readTable(parts, context, actor, extraction, stage);
  const until = progress.watermark;
  const moved = (tx: Tx) => noteProgress(parts, tx, context, extraction, { since, until, progress });
  if (read.rows === 0) return nothingRead(context, extraction, moved);
  await parts.datasets.loadMadeFiles(context, actor, extraction.dataset, {
    ...loadOf(context, extraction),
    ...{ files: [{ path, name: nameOf(extraction) }], declared: read.columns, unordered: true },
    mapping: mappingOfStage(extraction.mapping),
    origin: originOf(parts, actor, extraction, {
      ...{ columns: read.columns.map(({ name }) => name), rows: read.rows },
      ...(extraction.follow.by === 'column'
        ? { follows: extraction.follow.column, since: said(since), until: said(until) }
        : {}),
    }),
    also: moved,
  });
}

async function extractFiles(
  parts: ExtractionParts,
  context: JobContext<ExtractPayload>,
  actor: Actor,
  extraction: Extraction,
  stage: StageFolder,
): Promise<void> {
  let read = await readFiles(parts, context, actor, extraction, stage);
  if (read.files.length === 0) return nothingRead(context, extraction, () => {});
  for (;;) {
    demandAllAsOne(loadOf(context, extraction), read);
    try {
      return await loadFiles(parts, context, actor, extraction, read);
    } catch (error) {
      const other = otherFile(error, read);
      if (other === null) throw named(error, read);
      read = read.before(other.place, other.difference);
    }
  }
}

function loadFiles(
  parts: ExtractionParts,
  context: JobContext<ExtractPayload>,
  actor: Actor,
  extraction: Extraction,
  { files, loaded, rest }: ReadFiles,
): Promise<void> {
  if (rest?.because === 'other') context.log.info('extractions.otherFile', { difference: rest.difference });
  return parts.datasets.loadMadeFiles(context, actor, extraction.dataset, {
    ...loadOf(context, extraction),
    ...{ files, mapping: extraction.mapping },
    origin: originOf(parts, actor, extraction, { files: loaded.length }),
    also(tx) {
      parts.store.keepFiles(tx, extraction, loaded, parts.clock.now());
      if (rest) askForRun(parts, tx, extraction, { ...context.payload, after: loaded.at(-1)!.path }, context.job);
    },
  });
}

/** Of a file that is loaded by itself, whatever the load says of it is said with its path. */
function named(error: unknown, { loaded }: ReadFiles): unknown {
  const [file, ...more] = loaded;
  if (!(error instanceof AppError) || error.fault !== 'invalid' || !file || more.length > 0) return error;
  const { fault, code, details, whole } = error;
  const ofFile = (message: string) =>
    english(`The file "${file.path}" was not loaded: ${message} Correct it, or leave it out by the pattern.`);
  return new AppError(fault, code, ofFile(error.message), details, whole === null ? null : ofFile(whole));
}

/** Of several loads that replace the dataset, each would replace the one before. */
function demandAllAsOne({ mode }: Pick<MadeFiles, 'mode'>, { rest, loaded }: ReadFiles): void {
  if (mode !== 'replace' || !rest) return;
  if (rest.because === 'other')
    throw new AppError(
      'invalid',
      'extraction.manyMakes',
      `The files cannot be loaded as one, and of several loads each would replace the one before. ${rest.difference} Add them to the dataset, or choose files that belong together.`,
    );
  throw new AppError(
    'invalid',
    'extraction.tooManyFiles',
    `One load takes ${loaded.length} of the files, and of several loads each would replace the one before. Add them to the dataset, or choose fewer files.`,
  );
}

/** Which file has other columns than the first, where that came to light only while they were loaded. */
function otherFile(error: unknown, { files }: ReadFiles): { place: number; difference: string } | null {
  if (!(error instanceof AppError) || error.code !== OTHER_COLUMNS) return null;
  const { value, message } = error.details[0]!;
  const place = files.findIndex(({ name }) => name === value);
  if (place < 1) return null;
  return { place, difference: differenceOf(value!, files[0]!.name, message) };
}

function loadOf({ payload }: JobContext<ExtractPayload>, { mode, key, timeZone }: Extraction) {
  const isNew = payload.full === true && payload.after === undefined;
  const how: Pick<MadeFiles, 'mode' | 'key'> = isNew ? { mode: 'replace', key: [] } : { mode, key };
  return { timeZone, user: payload.user, always: true, ...how };
}

/** What the source gave nothing for stays as it is; a dataset that would be replaced by nothing is a mistake to be told. */
function nothingRead(
  { payload, finish }: JobContext<ExtractPayload>,
  { mode, name }: Extraction,
  moved: (tx: Tx) => void,
): void {
  if (mode === 'replace' || payload.full === true)
    throw new AppError(
      'invalid',
      'extraction.nothingThere',
      `"${name}" gave no rows, and the dataset would be replaced by nothing: it stays as it is. Look what the source holds.`,
    );
  finish((tx) => {
    moved(tx);
    return { ...NO_FIGURES, nothingNew: true };
  });
}

function noteProgress(
  { store }: ExtractionParts,
  tx: Tx,
  { job }: JobContext,
  extraction: Extraction,
  { since, until, progress }: { since: Cell; until: Cell; progress: Progress },
): void {
  store.setProgress(tx, extraction, progress);
  if (extraction.follow.by === 'column') store.noteRange(tx, { tenant: extraction.tenant, id: job.id, since, until });
}

/** How the lineage names the place: connection and table or query, columns, from where to where. */
const originOf = (
  { sources }: ExtractionParts,
  actor: Actor,
  { connection, source }: Extraction,
  read: Readonly<Record<string, unknown>>,
): NonNullable<MadeFiles['origin']> => {
  const { name, connector } = sources.get(actor, connection);
  const { columns: _, ...what } = source as { columns?: unknown };
  return { connection, connectionName: name, connector: connector.id, ...what, ...read };
};

/** A time or a number as the lineage tells it; other values of data are none of its business. */
const said = (cell: Cell): string | null =>
  typeof cell === 'number' || typeof cell === 'bigint' || isTimeText(cell) ? String(cell) : null;

const nameOf = ({ source, name }: Extraction): string => `${'table' in source ? source.table : name}.csv`;

/** How {@link readTable} writes its file. A cell says what it says: none of the texts in it means "no value". */
const STAGE_DIALECT = {
  ...{ encoding: 'utf-8', delimiter: ',', quote: '"', escape: '"', header: true, skip: 0, decimal: '.', missing: [] },
} as const;

export const mappingOfStage = (mapping: unknown): object => ({ ...(mapping as object | null), dialect: STAGE_DIALECT });

async function removeStaged({ folder }: StageFolder, job: Job): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(`${job.id}.`)) await rm(join(folder, name), { force: true });
}
