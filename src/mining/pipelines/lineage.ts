import type { Transform } from '#sdk';
import type { Flow, FlowStep, InputColumns } from './flow.ts';

/** A column of an input, as the pipeline calls both. */
export interface InputColumn {
  readonly input: string;
  readonly column: string;
}

/** Of each column of a table, the columns of inputs that its values are made of. */
export type TableLineage = ReadonlyMap<string, ReadonlySet<InputColumn>>;

/**
 * Follows the columns of inputs through all steps: by what each transform declares, and where it declares nothing, into every column
 * that it makes. By name of the table; tables whose columns are not known are left out.
 */
export function lineageOf({ steps }: Pick<Flow, 'steps'>, inputs: InputColumns): ReadonlyMap<string, TableLineage> {
  const tables = new Map<string, TableLineage>();
  for (const [input, columns] of inputs) {
    if (!columns) continue;
    tables.set(input, merged(columns.map(({ name: column }) => [column, new Set([{ input, column }])])));
  }
  for (const step of steps) {
    const made = step.step.off ? tables.get(step.from ?? '') : lineageOfStep(step, tables);
    if (made) tables.set(step.step.id, made);
  }
  return tables;
}

function lineageOfStep(step: FlowStep, tables: ReadonlyMap<string, TableLineage>): TableLineage | null {
  const { transform, params, before, ofOther, columns } = step;
  const input = tables.get(step.from ?? '');
  const other = step.other === null ? NOTHING : tables.get(step.other);
  if (!transform || !params || !before || !columns || !input || !other) return null;
  const read = { input: before, other: ofOther ?? [] };
  const found = columns.map(({ name }): [string, ReadonlySet<InputColumn>] => [
    name,
    sourcesOf((transform as Transform).lineage?.(name, params as never, read) ?? null, input, other),
  ]);
  return merged(found);
}

const NOTHING: TableLineage = new Map();

/** What a column is made of; a name that is not there says nothing, and then it is everything. */
function sourcesOf(
  declared: ReturnType<NonNullable<Transform['lineage']>>,
  input: TableLineage,
  other: TableLineage,
): ReadonlySet<InputColumn> {
  const parts = declared && [
    ...(declared.input ?? []).map((name) => input.get(name)),
    ...(declared.other ?? []).map((name) => other.get(name)),
  ];
  const isKnown = parts?.every((part) => part !== undefined) ?? false;
  const taken = isKnown ? (parts as ReadonlySet<InputColumn>[]) : [...input.values(), ...other.values()];
  return new Set(taken.flatMap((part) => [...part]));
}

/** Columns of the same name are taken as one. */
function merged(columns: readonly (readonly [string, ReadonlySet<InputColumn>])[]): TableLineage {
  const lineage = new Map<string, ReadonlySet<InputColumn>>();
  for (const [name, sources] of columns) lineage.set(name, sources.union(lineage.get(name) ?? new Set()));
  return lineage;
}
