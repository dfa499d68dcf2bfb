import { AppError, type FaultDetail, invalid } from '#sdk';
import type { InputSource, NamedSource } from '../../engine/pipelines/pipeline-job.ts';
import type { PipelineDocument, PipelineInput } from '../../mining/pipelines/document.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Thing } from '../../platform/provenance/index.ts';
import type { DecidedInput, DecidedInputs } from './inherited.ts';
import type { PipelineParts } from './parts.ts';

/** An input that the actor may read, and how provenance names it. */
export interface OpenInput extends NamedSource {
  readonly thing: Thing;
  /** What was decided about people there; null: it is a file. */
  readonly decided: DecidedInput | null;
}

export interface OpenInputs {
  readonly inputs: readonly OpenInput[];
  readonly problems: readonly FaultDetail[];
}

/** The tables that a document names, as far as the actor may read every row of them; the others with what is wrong. */
export async function openInputs(parts: PipelineParts, actor: Actor, document: PipelineDocument): Promise<OpenInputs> {
  const inputs: OpenInput[] = [];
  const problems: FaultDetail[] = [];
  for (const [i, input] of document.inputs.entries()) {
    try {
      const found = await openInput(parts, actor, input);
      if (found) inputs.push(found);
    } catch (error) {
      if (!(error instanceof AppError) || error.fault === 'internal') throw error;
      problems.push({ pointer: `/inputs/${i}`, message: error.message });
    }
  }
  return { inputs, problems };
}

async function openInput(parts: PipelineParts, actor: Actor, input: PipelineInput): Promise<OpenInput | null> {
  const { name, file, dataset } = input;
  if (file) {
    const { path, name: called, sha256 } = await parts.uploads.fileOf(actor, file.upload);
    const source: InputSource = { kind: 'file', path, name: called, sheet: file.sheet ?? null, key: sha256 };
    return { name, source, thing: { kind: 'file', hash: sha256 }, decided: null };
  }
  if (dataset === undefined) return null;
  const { version, policy, veil, dataset: opened } = parts.datasets.openDataset(actor, dataset, 'read:cases');
  if (!version) throw new AppError('conflict', 'pipeline.noData', `The dataset "${opened.name}" has no data yet.`);
  if (policy.length > 0)
    invalid(
      'pipeline.partialDataset',
      `You see only some cases of the dataset "${opened.name}". A pipeline reads whole datasets: ask somebody who sees all of it.`,
    );
  const folder = parts.datasets.folderOf(version);
  const thing: Thing = { kind: 'version', hash: version.hash };
  const decided = { dataset: opened, columns: parts.datasets.decidedColumns(opened) };
  return { name, source: { kind: 'version', folder, veil, key: version.hash }, thing, decided };
}

export const decidedInputs = (inputs: readonly OpenInput[]): DecidedInputs =>
  new Map(inputs.flatMap(({ name, decided }) => (decided ? [[name, decided]] : [])));

/** Does work during which the versions that are read stay. */
export function holding<T>(parts: PipelineParts, inputs: readonly OpenInput[], work: () => Promise<T>): Promise<T> {
  const folders = inputs.flatMap(({ source }) => (source.kind === 'version' ? [source.folder] : []));
  return folders.reduceRight<() => Promise<T>>((inner, folder) => () => parts.pins.hold(folder, inner), work)();
}
