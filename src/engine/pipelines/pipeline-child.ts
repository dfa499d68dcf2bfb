import { mkdir } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { invalid, type StepTable, sql, type TableColumn } from '#sdk';
import { readDocument } from '../../mining/pipelines/document.ts';
import { type Flow, type FlowStep, flowOf } from '../../mining/pipelines/flow.ts';
import { hashOf } from '../canonical.ts';
import { row } from '../duckdb/query.ts';
import { tableLimitsOf } from '../import/import-job.ts';
import { createRegistry } from '../registry.ts';
import { Checkpoints } from './checkpoints.ts';
import { openPipelineDuckDb } from './open-pipeline-duckdb.ts';
import type {
  InputLook,
  InputRecord,
  InputSource,
  PipelineJob,
  PipelinePreview,
  RunReport,
  StepPreview,
  StepRecord,
} from './pipeline-job.ts';
import { fileRows, type RawRows } from './raw-rows.ts';
import { type RunnableStep, runStep, type StepDone } from './run-step.ts';
import { shownRows } from './shown-rows.ts';
import { versionRows } from './version-rows.ts';
import { writeRows } from './write-rows.ts';

/** Raised when the way in which checkpoints are written changes: older ones are not taken. */
const FORMAT = 1;
/** Rows that a preview reads of a table that steps only look things up in. */
const PREVIEW_OTHER_ROWS = 50_000;

/** Runs in the pipeline child alone: everything that a pipeline reads is read here. */
export async function runPipelineInChild(
  job: PipelineJob,
  progress: (share: number) => void,
): Promise<RunReport | PipelinePreview | InputLook[]> {
  await mkdir(job.tempFolder, { recursive: true, mode: 0o700 });
  const checkpoints = new Checkpoints(job.folder);
  await checkpoints.open();
  const { threads, memoryBytes, tempFolder, folder } = job;
  const sources = job.inputs.map(({ source }) => source);
  const versions = sources.flatMap((source) => (source.kind === 'version' ? [source.folder] : []));
  const files = sources.flatMap((source) => (source.kind === 'file' ? [source.path] : []));
  const into = job.task.kind === 'run' ? [job.task.into] : [];
  const folders = [folder, tempFolder, ...versions];
  const instance = await openPipelineDuckDb({ threads, memoryBytes, tempFolder, folders, files: [...files, ...into] });
  const work = new PipelineWork(job, await instance.connect(), checkpoints, progress);
  if (job.task.kind === 'columns') return work.columns();
  return job.task.kind === 'preview' ? work.preview(job.task.rows) : work.run(job.task.into);
}

interface KeptTable {
  readonly key: string;
  readonly table: StepTable;
}

class PipelineWork {
  private readonly job: PipelineJob;
  private readonly connection: DuckDBConnection;
  private readonly checkpoints: Checkpoints;
  private readonly progress: (share: number) => void;
  private readonly tables = new Map<string, KeptTable>();

  constructor(
    job: PipelineJob,
    connection: DuckDBConnection,
    checkpoints: Checkpoints,
    progress: (share: number) => void,
  ) {
    this.job = job;
    this.connection = connection;
    this.checkpoints = checkpoints;
    this.progress = progress;
  }

  async columns(): Promise<InputLook[]> {
    const looks: InputLook[] = [];
    for (const { name, source } of this.job.inputs)
      looks.push({ name, columns: (await this.rawRows(source, true, name)).columns });
    return looks;
  }

  async run(into: string): Promise<RunReport> {
    const inputs: InputRecord[] = [];
    for (const { name, source } of this.job.inputs) inputs.push(await this.keepInput(name, source));
    const flow = this.flow();
    demandRight(flow);
    const steps: StepRecord[] = [];
    const [first, all] = [inputs.length, inputs.length + flow.steps.length + 1];
    for (const step of flow.steps) {
      const record = await this.keepStep(step);
      if (record) steps.push(record);
      this.progress((first + step.place + 1) / all);
    }
    const last = this.tables.get(flow.last!)!;
    const rows = await writeRows(this.connection, last.table, into);
    return { inputs, steps, columns: last.table.columns, rows };
  }

  async preview(rows: number): Promise<PipelinePreview> {
    const { document } = this.job;
    const others = new Set(document.steps.map(({ params }) => params.table));
    const inputs: { name: string; table: PipelinePreview['inputs'][number]['table'] }[] = [];
    for (const { name, source } of this.job.inputs) {
      await this.keepInput(name, source, others.has(name) ? PREVIEW_OTHER_ROWS : rows);
      inputs.push({ name, table: await shownRows(this.connection, this.tables.get(name)!.table, rows) });
    }
    const flow = this.flow();
    const problems = [...flow.problems];
    const steps: StepPreview[] = [];
    for (const step of flow.steps) steps.push(await this.previewStep(step, rows, problems));
    return { inputs, steps, problems };
  }

  private async previewStep(step: FlowStep, rows: number, problems: Flow['problems'][number][]): Promise<StepPreview> {
    const about = { id: step.step.id, from: step.from, keepsRows: step.step.off || step.transform?.rows !== 'other' };
    const nothing = { ...about, table: null, counts: null };
    if (step.problems.length > 0 || step.from === null || !this.tables.has(step.from)) return nothing;
    if (step.other !== null && !this.tables.has(step.other)) return nothing;
    try {
      const counts = await this.keepStep(step);
      const { table } = this.tables.get(step.step.id)!;
      return { ...about, table: await shownRows(this.connection, table, rows), counts };
    } catch (error) {
      const { details, message } = error as { details?: Flow['problems']; message: string };
      if (details === undefined) throw error;
      problems.push(...(details.length > 0 ? details : [{ pointer: `/steps/${step.place}`, message }]));
      return nothing;
    }
  }

  private flow(): Flow {
    const columns = new Map<string, readonly TableColumn[]>();
    for (const [name, { table }] of this.tables) columns.set(name, table.columns);
    return flowOf(readDocument(this.job.document), columns, createRegistry().transforms);
  }

  private rawRows = async (source: InputSource, beginning: boolean, name: string): Promise<RawRows> => {
    const { connection, job } = this;
    if (source.kind === 'version') return versionRows(connection, source.folder, source.veil);
    const folder = `${job.tempFolder}/${name}`;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return fileRows({ connection, folder, limits: tableLimitsOf(job.limits), beginning }, source);
  };

  /** Copies an input, or its first rows, to where steps read it. */
  private async keepInput(name: string, source: InputSource, most?: number): Promise<InputRecord> {
    const { connection, checkpoints } = this;
    const from = performance.now();
    const key = hashOf({ format: FORMAT, ...identityOf(source), most: most ?? null });
    let found = checkpoints.find<{ rows: number; refused: number }>(key);
    if (!found) {
      const { columns, relation, refused } = await this.rawRows(source, most !== undefined, name);
      const limit = most === undefined ? sql`` : sql` limit ${most}`;
      await checkpoints.write(connection, key, sql`select * from ${relation}${limit}`);
      const { n } = await row<{ n: number }>(
        connection,
        sql`select count(*)::double as n from ${checkpoints.rows(key)}`,
      );
      found = { columns, about: { rows: n, refused } };
      await checkpoints.note(key, found);
    }
    this.tables.set(name, { key, table: checkpoints.table(key, found.columns, true) });
    return { name, key: source.key, ...found.about, durationMs: Math.round(performance.now() - from) };
  }

  /** Runs a step, unless its result is there; null: it is off. */
  private async keepStep(flowStep: FlowStep): Promise<StepRecord | null> {
    const { step, transform, from, other } = flowStep;
    const before = this.tables.get(from!)!;
    if (step.off) {
      this.tables.set(step.id, before);
      return null;
    }
    const begun = performance.now();
    const { params } = flowStep;
    const second = other === null ? null : this.tables.get(other)!;
    const made = { transform: step.transform, version: transform!.version, params };
    const key = hashOf({ format: FORMAT, ...made, from: before.key, other: second?.key ?? null });
    const kept = this.checkpoints.find<StepDone['counts']>(key);
    const tables = { input: before.table, other: second?.table ?? null };
    const done = kept
      ? { columns: kept.columns, counts: kept.about }
      : await runStep(this.connection, this.checkpoints, key, flowStep as RunnableStep, tables);
    if (!kept) await this.checkpoints.note(key, { columns: done.columns, about: done.counts });
    const keepsFailed = transform!.failure?.(params as never) !== 'refuse';
    this.tables.set(step.id, { key, table: this.checkpoints.table(key, done.columns, keepsFailed) });
    const durationMs = Math.round(performance.now() - begun);
    return { id: step.id, transform: step.transform, ...done.counts, durationMs, key, wasThere: kept !== null };
  }
}

/** What tells the rows of an input from others. */
const identityOf = (source: InputSource) =>
  source.kind === 'file' ? { file: source.key, sheet: source.sheet } : { version: source.key, veil: source.veil };

function demandRight({ problems }: Flow): void {
  if (problems.length === 0) return;
  const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : '';
  const { pointer, message } = problems[0]!;
  invalid('pipeline.wrong', `The pipeline is not right at ${pointer}: ${message}${more}`, problems);
}
