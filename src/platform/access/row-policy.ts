import type { Step } from '#sdk';
import type { Actor } from './actor.ts';

/** What a row policy is decided on. */
export interface PolicedDataset {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly project: string;
}

/**
 * The steps that bound what this actor may see of this dataset: predicates over base columns that keep whole cases. They are folded
 * into the log's live cases before anything is counted, and are part of every cache key: calculations, pickers and exports alike.
 */
export type RowPolicy = (actor: Actor, dataset: PolicedDataset) => readonly Step[];

/** Written in the policy, or an attribute of the person who asks, as a directory tells it. */
export type PolicyValue = string | { readonly attribute: string };

/** On one column of the log. */
export interface PolicyCondition {
  readonly column: string;
  /** Of the case, or of any of its events. */
  readonly level: 'case' | 'event';
  /** None of the values instead of one of them; cases without a value pass. */
  readonly not: boolean;
  readonly values: readonly PolicyValue[];
}

/** Cases that meet every condition are shown; without any, all are. */
export type PolicyRule = readonly PolicyCondition[];

/** Values by the name of the attribute in small letters. */
export type PersonAttributes = ReadonlyMap<string, readonly string[]>;

/** Every case has an event. */
const NO_CASE: Step = { not: { id: 'case-length', params: { min: 1 } } };

/**
 * Shown is what at least one of the person's rules shows; nothing where there is none. An attribute that the person does not have adds no
 * value; a condition that is left without one, or that excludes the values of an attribute that is not there, shows nothing.
 */
export function stepsOfRules(rules: readonly PolicyRule[], attributes: PersonAttributes): readonly Step[] {
  const shown = rules.map((rule) => rule.map((condition) => stepOf(condition, attributes)));
  if (shown.some((steps) => steps.length === 0)) return [];
  const possible = shown.filter((steps): steps is Step[] => !steps.includes(null));
  const [only] = possible;
  if (!only) return [NO_CASE];
  return possible.length === 1 ? only : [{ or: possible.map((steps) => ({ and: steps })) }];
}

/** Null: shows nothing. */
function stepOf({ column, level, not, values }: PolicyCondition, attributes: PersonAttributes): Step | null {
  const resolved = values.map((value) =>
    typeof value === 'string' ? [value] : (attributes.get(value.attribute.toLowerCase()) ?? []),
  );
  const wanted = [...new Set(resolved.flat())].sort();
  if (wanted.length === 0 || (not && resolved.some((found) => found.length === 0))) return null;
  const params = { attribute: column, operator: 'one-of', values: wanted };
  if (level === 'event') return { id: 'event-attribute', params: { ...params, mode: not ? 'none' : 'any' } };
  const step: Step = { id: 'case-attribute', params };
  return not ? { not: step } : step;
}
