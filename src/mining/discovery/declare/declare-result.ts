import { CaseSupport, type Static, Type } from '#sdk';
import { constraintText, type DeclareConstraint, type DeclareModel, TEMPLATES } from '../../model/declare.ts';
import type { Measures } from './declare-tally.ts';

/** A constraint with what it means for the cases of a view, as JSON. */
export const MeasuredConstraint = Type.Object({
  constraint: Type.String({ description: 'As .decl files write it: Response[A, B]' }),
  template: Type.String({ description: 'Id of the template, as response' }),
  n: Type.Integer({ description: 'The number of existence, absence (fewer than n times) and exactly; 1 for others' }),
  activities: Type.Array(Type.String(), { description: 'One, or A and B' }),
  fulfilled: CaseSupport('Cases that activate the constraint and meet it every time'),
  violated: CaseSupport('Cases that do not meet it'),
  vacuous: Type.Integer({ description: 'Cases that do not activate it' }),
  activations: Type.Integer({ description: 'Occurrences that activate it' }),
  fulfilledActivations: Type.Integer({ description: 'Those after (or before) which what it wants was done' }),
});

export function measuredConstraint(of: DeclareConstraint & Measures): Static<typeof MeasuredConstraint> {
  const { template, n, activities, fulfilled, violated, vacuous, activations, fulfilledActivations } = of;
  return {
    ...{ constraint: constraintText(of), template: template.id, n, activities: [...activities] },
    ...{ fulfilled, violated, vacuous, activations, fulfilledActivations },
  };
}

/** The model of a result. */
export function declareFromJson({
  activities,
  constraints,
}: {
  activities: readonly { activity: string }[];
  constraints: readonly { template: string; n: number; activities: readonly string[] }[];
}): DeclareModel {
  return {
    activities: activities.map(({ activity }) => activity),
    constraints: constraints.map(({ template, n, activities: of }) => ({
      ...{ template: TEMPLATES.find(({ id }) => id === template)!, n, activities: of },
    })),
    data: [],
  };
}
