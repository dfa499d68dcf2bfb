import { AppError, type FaultDetail, type TableColumn } from '#sdk';
import { hashOf } from '../../engine/canonical.ts';
import type { PipelineJob, PipelinePreview } from '../../engine/pipelines/pipeline-job.ts';
import { lookAtInputs, previewPipeline } from '../../engine/pipelines/run-pipeline.ts';
import { changesBetween, type TableChanges } from '../../mining/pipelines/changes.ts';
import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import { type Flow, flowOf, type InputColumns } from '../../mining/pipelines/flow.ts';
import { lineageOf, type TableLineage } from '../../mining/pipelines/lineage.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import { type Inherited, inheritedBy, inheritedProblems } from './inherited.ts';
import { decidedInputs, holding, type OpenInput, openInputs } from './inputs.ts';
import type { PipelineParts } from './parts.ts';

const LOOK_MEMORY_BYTES = 768 * 1_048_576;
const LOOK_TIMEOUT_MS = 60_000;

export interface Validation {
  readonly inputs: readonly { readonly name: string; readonly columns: readonly TableColumn[] | null }[];
  readonly open: readonly OpenInput[];
  readonly flow: Flow;
  /** What the columns of the table that goes out are made of; null: its columns are not known. */
  readonly lineage: TableLineage | null;
  /** Everything that is wrong: with inputs, steps and the output. */
  readonly problems: readonly FaultDetail[];
}

/** What is wrong with a document, and what columns each step has; reads no row beyond the heads of its inputs. */
export async function validatePipeline(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  signal?: AbortSignal,
): Promise<Validation> {
  const { inputs, problems } = await openInputs(parts, actor, document);
  const looks = new Map<string, readonly TableColumn[]>();
  const found: FaultDetail[] = [...problems];
  for (const input of inputs) {
    const columns = await columnsOf(parts, actor, document, input, found, signal);
    if (columns) looks.set(input.name, columns);
  }
  const flow = flowOf(document, looks, parts.transforms);
  const lineage = lineageOf(flow, looks).get(flow.last ?? '') ?? null;
  const inherited = lineage && flow.columns ? inheritedBy(decidedInputs(inputs), lineage, flow.columns) : [];
  found.push(...flow.problems, ...outputProblems(parts, actor, document));
  found.push(...inheritedProblems(document, inherited, (dataset) => mayDecide(parts, actor, dataset.id)));
  const named = document.inputs.map(({ name }) => ({ name, columns: looks.get(name) ?? null }));
  return { inputs: named, open: inputs, flow, lineage, problems: found };
}

/** Whether somebody may decide about people in a dataset: they load it, and see what others see as stars. */
function mayDecide({ datasets }: PipelineParts, actor: Actor, id: string): boolean {
  try {
    return !datasets.openDataset(actor, id, 'write:datasets').veil.masks;
  } catch (error) {
    if (error instanceof AppError && (error.fault === 'not_found' || error.fault === 'forbidden')) return false;
    throw error;
  }
}

/** Columns of inputs by what they are: looked at once. */
const KEPT_LOOKS = 200;
const looks = new Map<string, readonly TableColumn[]>();

async function columnsOf(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  input: OpenInput,
  problems: FaultDetail[],
  signal: AbortSignal | undefined,
): Promise<readonly TableColumn[] | null> {
  const key = JSON.stringify([tenantOf(actor), identityOf(input)]);
  const kept = looks.get(key);
  if (kept) return kept;
  try {
    const asked = jobFor(parts, actor, document, [input]);
    const [look] = await parts.looks.take(() => holding(parts, [input], () => lookAtInputs(asked, optionsOf(signal))));
    if (looks.size >= KEPT_LOOKS) looks.delete(looks.keys().next().value!);
    looks.set(key, look!.columns);
    return look!.columns;
  } catch (error) {
    if (!(error instanceof AppError) || error.fault === 'internal' || error.fault === 'cancelled') throw error;
    const place = document.inputs.findIndex(({ name }) => name === input.name);
    problems.push({ pointer: `/inputs/${place}`, message: error.message });
    return null;
  }
}

/** What the rows of an input are, wherever they lie. */
function identityOf({ source }: OpenInput): Record<string, unknown> {
  const { path: _, folder: __, ...identity } = source as unknown as Record<string, unknown>;
  return identity;
}

export interface ShownPreview extends PipelinePreview {
  readonly changes: readonly (TableChanges | null)[];
  /** By name of the table: what its columns bring along of the datasets that are read. */
  readonly inherited: ReadonlyMap<string, readonly Inherited[]>;
}

/** The first rows of each input through all steps, and what each step does to them. */
export async function previewDocument(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  rows: number,
  signal?: AbortSignal,
): Promise<ShownPreview> {
  const { inputs, problems } = await openInputs(parts, actor, document);
  if (problems.length > 0) return { inputs: [], steps: [], changes: [], problems, inherited: new Map() };
  const preview = await firstRows(parts, actor, document, inputs, rows, signal);
  return { ...preview, ...inheritedIn(parts, actor, document, inputs, preview) };
}

type FirstRows = Omit<ShownPreview, 'inherited'>;

/** First rows by what they are of: whoever looks at one step after the other waits once. */
const KEPT_PREVIEWS = 20;
const previews = new Map<string, FirstRows>();

async function firstRows(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  inputs: readonly OpenInput[],
  rows: number,
  signal: AbortSignal | undefined,
): Promise<FirstRows> {
  const named = inputs.map((input) => [input.name, identityOf(input)]);
  // Where the rows go changes nothing of them.
  const made = { ...document, output: null };
  const key = hashOf({ tenant: tenantOf(actor), named, made, rows });
  const kept = previews.get(key);
  if (kept) return kept;
  const asked = { ...jobFor(parts, actor, document, inputs), document: made, rows };
  const preview = await parts.looks.take(() => holding(parts, inputs, () => previewPipeline(asked, optionsOf(signal))));
  const tables = new Map(
    [...preview.inputs, ...preview.steps.map(({ id, table }) => ({ name: id, table }))].map((t) => [t.name, t.table]),
  );
  const changes = preview.steps.map(({ from, table, keepsRows }) => {
    const before = from === null ? null : (tables.get(from) ?? null);
    return before && table && changesBetween(before, table, keepsRows);
  });
  const shown = { ...preview, changes };
  if (previews.size >= KEPT_PREVIEWS) previews.delete(previews.keys().next().value!);
  previews.set(key, shown);
  return shown;
}

/** What the tables of a preview bring along, and what is wrong with the output. */
function inheritedIn(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  open: readonly OpenInput[],
  { inputs, steps, problems }: PipelinePreview,
): Pick<ShownPreview, 'inherited' | 'problems'> {
  const read: InputColumns = new Map(inputs.map(({ name, table }) => [name, table.columns]));
  const flow = flowOf(document, read, parts.transforms);
  const lineage = lineageOf(flow, read);
  const decided = decidedInputs(open);
  const tables = [...inputs, ...steps.map(({ id, table }) => ({ name: id, table }))];
  const inherited = new Map(
    tables.flatMap(({ name, table }) =>
      table ? [[name, inheritedBy(decided, lineage.get(name), table.columns)] as const] : [],
    ),
  );
  const wrong = inheritedProblems(document, inherited.get(flow.last ?? '') ?? [], ({ id }) =>
    mayDecide(parts, actor, id),
  );
  const output = flow.problems.filter(({ pointer }) => pointer?.startsWith('/output'));
  return { inherited, problems: [...problems, ...output, ...wrong] };
}

/** What a child needs to look at inputs. */
function jobFor(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  inputs: readonly OpenInput[],
): Omit<PipelineJob, 'task' | 'folder' | 'tempFolder'> & { readonly temp: string } {
  const tenant = tenantOf(actor);
  const workspace = parts.chooseWorkspace(actor, workspaceOf(parts, actor, document)).id;
  return {
    document,
    inputs: inputs.map(({ name, source }) => ({ name, source })),
    ...{ limits: parts.settings().limits, threads: 1, memoryBytes: LOOK_MEMORY_BYTES / 2 },
    temp: parts.folderOf(tenant, workspace),
  };
}

/** Of the first dataset that is read: what is read of it stays in its region. */
function workspaceOf(
  { datasets }: PipelineParts,
  actor: Actor,
  { inputs, output }: PipelineDocument,
): string | undefined {
  const id = inputs.find(({ dataset }) => dataset !== undefined)?.dataset ?? output?.dataset;
  if (id === undefined) return undefined;
  try {
    return datasets.openDataset(actor, id).dataset.workspace;
  } catch (error) {
    if (error instanceof AppError && error.fault === 'not_found') return undefined;
    throw error;
  }
}

const optionsOf = (signal: AbortSignal | undefined) => ({
  limits: { memoryBytes: LOOK_MEMORY_BYTES, timeoutMs: LOOK_TIMEOUT_MS },
  signal,
});

function outputProblems({ datasets }: PipelineParts, actor: Actor, { output }: PipelineDocument): FaultDetail[] {
  if (!output) return [];
  try {
    datasets.openDataset(actor, output.dataset, 'write:datasets');
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ pointer: '/output/dataset', message: error.message }];
  }
}
