import type { FaultDetail, TableColumn } from '#sdk';
import { type BroughtDecision, showsNothing } from '../../engine/import/brought-decisions.ts';
import { privacyProblem } from '../../engine/import/check-privacy.ts';
import type { ColumnMapping } from '../../engine/import/mapping.ts';
import type { Privacy, PrivacyAction } from '../../engine/import/privacy-schema.ts';
import type { PipelineDocument, PipelineOutput } from '../../mining/pipelines/document.ts';
import type { InputColumn, TableLineage } from '../../mining/pipelines/lineage.ts';
import type { Dataset } from '../datasets/index.ts';

/** A dataset that a pipeline reads: who it is, and what was decided about the columns of its events. */
export interface DecidedInput {
  readonly dataset: Dataset;
  readonly columns: ReadonlyMap<string, Privacy>;
}
/** By the name of the input; files have no decisions. */
export type DecidedInputs = ReadonlyMap<string, DecidedInput>;

/** What the values of a column bring along, and the datasets in which it was decided. */
export interface Inherited extends BroughtDecision {
  readonly datasets: readonly Dataset[];
}

/** The strongest first: what is masked on view is still there, and must stay so whatever else was done. */
const STRENGTH: readonly PrivacyAction[] = ['mask-on-view', 'mask', 'hash', 'generalise', 'shift'];

/** What was decided about the columns that those of a table are made of: the strongest goes with each. */
export function inheritedBy(
  inputs: DecidedInputs,
  lineage: TableLineage | undefined,
  columns: readonly Pick<TableColumn, 'name'>[],
): Inherited[] {
  const all = everything(inputs);
  return columns.flatMap(({ name }) => strongest(name, [...(lineage?.get(name) ?? all)], inputs) ?? []);
}

const everything = (inputs: DecidedInputs): InputColumn[] =>
  [...inputs].flatMap(([input, { columns }]) => [...columns.keys()].map((column) => ({ input, column })));

function strongest(column: string, sources: readonly InputColumn[], inputs: DecidedInputs): Inherited | null {
  const decided = sources.flatMap((source) => {
    const { dataset, columns } = inputs.get(source.input) ?? {};
    const privacy = columns?.get(source.column);
    return dataset && privacy ? [{ column: source.column, dataset, privacy }] : [];
  });
  const action = STRENGTH.find((one) => decided.some(({ privacy }) => privacy.action === one));
  const same = decided.filter(({ privacy }) => privacy.action === action);
  const [first] = same;
  if (!first) return null;
  return {
    ...{ column, privacy: first.privacy, done: action !== 'mask-on-view' },
    from: named(same.map((one) => `"${one.dataset.name}: ${one.column}"`)),
    datasets: [...new Set(same.map(({ dataset }) => dataset))],
  };
}

const NAMED = 3;
const named = (columns: readonly string[]): string =>
  columns.slice(0, NAMED).join(', ') + (columns.length > NAMED ? ' …' : '');

/**
 * What is wrong with an output that brings decisions along: somebody decides that more is seen who may not, or a column is masked that
 * cannot be, for what it is to the log.
 * @param mayDecide whether the actor may decide about people in a dataset
 */
export function inheritedProblems(
  { output }: PipelineDocument,
  inherited: readonly Inherited[],
  mayDecide: (dataset: Pick<Dataset, 'id'>) => boolean,
): FaultDetail[] {
  if (!output) return [];
  const said = entriesOf(output);
  return inherited.flatMap(({ column, privacy, done, from, datasets }): FaultDetail[] => {
    const place = said.findIndex((entry) => entry?.column === column);
    const entry = said[place];
    if (done || !entry || entry.drop) return [];
    const pointer = `/output/mapping/columns/${place}`;
    if (!entry.privacy) {
      const problem = privacyProblem({ ...entry, privacy }, { columns: said.filter((one) => one !== null) });
      if (problem === null) return [];
      const message = `"${column}" is made of ${from}, which others see as stars, and cannot be so: ${problem}. Leave it out, or decide here what becomes of it.`;
      return [{ pointer, message }];
    }
    if (showsNothing(entry.privacy) || [...datasets, { id: output.dataset }].every(mayDecide)) return [];
    const message = `"${column}" is made of ${from}, which others see as stars. That they see more of it here is for somebody who may see masked columns and load data in both datasets.`;
    return [{ pointer: `${pointer}/privacy`, message }];
  });
}

/** What the output says of columns; it was written by a person, and is checked as a whole by the load. */
function entriesOf({ mapping }: PipelineOutput): (ColumnMapping | null)[] {
  const { columns } = mapping as { columns?: unknown };
  if (!Array.isArray(columns)) return [];
  return columns.map((entry) => (typeof entry?.column === 'string' ? (entry as ColumnMapping) : null));
}
