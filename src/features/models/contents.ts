import { readDecl } from '../../mining/formats/decl.ts';
import { readModelText } from '../../mining/formats/model-text.ts';
import { constraintText } from '../../mining/model/declare.ts';
import type { NamedConstraint } from './constraint-text.ts';
import type { ReadModel } from './model.ts';

/** What a model speaks about, by name. */
export interface ModelContents {
  /** By name in the order of their bytes. */
  readonly activities: readonly string[];
  /** Of a DECLARE model, in the order of the text. */
  readonly constraints: readonly KeptConstraint[];
}

export interface KeptConstraint extends NamedConstraint {
  /** As `.decl` files write it. */
  readonly text: string;
  /** Conditions on attributes or time, as written. */
  readonly conditions: readonly string[];
}

/** The names in a text that was read before. */
export function contentsOf({ format, text }: Pick<ReadModel, 'format' | 'text'>): ModelContents {
  if (format !== 'decl') {
    const labels = readModelText(text, format).net.transitions.flatMap(({ label }) => (label === null ? [] : [label]));
    return { activities: [...new Set(labels)].sort(), constraints: [] };
  }
  const { activities, constraints } = readDecl(text).model;
  return {
    activities: [...new Set(activities)].sort(),
    constraints: constraints.map((constraint) => ({
      ...{ template: constraint.template.id, n: constraint.n, activities: constraint.activities },
      ...{ text: constraintText(constraint), conditions: (constraint.conditions ?? []).filter((c) => c.trim() !== '') },
    })),
  };
}

/** What a later state of a model has and an earlier one has not, and the other way round. */
export interface ContentsDifference {
  readonly activities: Difference;
  /** As `.decl` files write them. */
  readonly constraints: Difference;
}

export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export const contentsDifference = (earlier: ModelContents, later: ModelContents): ContentsDifference => ({
  activities: differenceOf(earlier.activities, later.activities),
  constraints: differenceOf(
    earlier.constraints.map(({ text }) => text),
    later.constraints.map(({ text }) => text),
  ),
});

function differenceOf(earlier: readonly string[], later: readonly string[]): Difference {
  const [before, now] = [new Set(earlier), new Set(later)];
  return {
    added: [...now].filter((name) => !before.has(name)),
    removed: [...before].filter((name) => !now.has(name)),
  };
}
