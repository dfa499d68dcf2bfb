import { type TUnsafe, Type } from './schema.ts';

/** One step of a view, or a combination of steps. A list of steps is an *and*. */
export type Step =
  | { readonly id: string; readonly params?: unknown }
  | { readonly and: readonly Step[] }
  | { readonly or: readonly Step[] }
  | { readonly not: Step };

/** Marks a parameter that is a step of its own. Whoever declares one also says in `steps` where it stands. */
export const STEP = 'x-step';
export const StepRef = (description: string) =>
  Type.Object({}, { additionalProperties: true, description, [STEP]: true }) as unknown as TUnsafe<Step>;

/** A parameter that is a list of steps, as a view has them. Whoever declares one also says in `steps` where it stands. */
export const StepList = (description: string) =>
  Type.Array(StepRef('{ "id", "params" }, { "and": [steps] }, { "or": [steps] } or { "not": step }'), {
    ...{ default: [], maxItems: 200, description },
  });
