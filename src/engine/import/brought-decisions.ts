import { AppError } from '#sdk';
import { privacyProblem } from './check-privacy.ts';
import type { ColumnMapping, Mapping } from './mapping.ts';
import { type Privacy, sameTreatment } from './privacy-schema.ts';
import { changesCells } from './private-cells.ts';

/** What was decided about people where the rows of a load come from: it goes with what is made of the column. */
export interface BroughtDecision {
  /** Name of the column in the table that is loaded. */
  readonly column: string;
  readonly privacy: Privacy;
  /** The values had it done to them already: it is noted, so that it holds for later loads, and not done again. */
  readonly done: boolean;
  /** What it was decided about, for people: `"Pay: who"`. */
  readonly from: string;
}

/** Whether whoever may not see the values behind a column sees no more than that there is one. */
export const showsNothing = ({ action, length = 0 }: Privacy): boolean =>
  action === 'mask-on-view' || action === 'drop' || (action === 'mask' && length === 0);

/**
 * What holds for a column about which the load says nothing: what stands in its dataset, or what its values bring along, whichever shows
 * less; null: nothing. Faults: `import.broughtDecision` where the one cannot be done beside the other, or not to such a column.
 */
export function heldOf(
  column: ColumnMapping,
  mapping: Mapping,
  own: Privacy | null,
  brought: BroughtDecision,
): Privacy | null {
  const problem = privacyProblem({ ...column, privacy: brought.privacy }, mapping);
  const stands = own?.action === 'keep' ? null : own;
  if (brought.done) return stands ?? (problem === null ? brought.privacy : own);
  if (stands && showsNothing(stands)) return stands;
  if (stands) throw cannotHold(brought, `in this dataset "${stands.action}" was decided about it`);
  if (problem !== null) throw cannotHold(brought, problem);
  return brought.privacy;
}

function cannotHold({ column, from }: BroughtDecision, problem: string): AppError {
  return new AppError(
    'conflict',
    'import.broughtDecision',
    `Column "${column}" is made of ${from}, which others see as stars, and it cannot be so here: ${problem}. Leave the column out, or let somebody who may decide about people in both datasets say in the mapping what becomes of it; nothing was changed.`,
    [{ value: column, message: problem }],
  );
}

/** The mapping by which the rows are read: what was done to values already is not done again. */
export function withDoneKept(mapping: Mapping, brought: readonly BroughtDecision[] = []): Mapping {
  const isDone = ({ column, privacy }: ColumnMapping) =>
    privacy !== undefined &&
    brought.some((one) => one.done && one.column === column && sameTreatment(privacy, one.privacy));
  const columns = mapping.columns.map((c) =>
    changesCells(c) && isDone(c) ? { ...c, privacy: { class: c.privacy!.class, action: 'keep' as const } } : c,
  );
  return { ...mapping, columns };
}
