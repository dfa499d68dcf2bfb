import { AppError, type Step } from '#sdk';
import { type FilterSource, planView, seesPrevious, type ViewPlan } from '../../mining/views/plan.ts';

/** A row policy keeps whole cases by predicates of the case alone; anything else would let a view see around it. */
export function planPolicy(policy: readonly Step[], filters: FilterSource): ViewPlan {
  const plan = planView(policy, filters);
  if (plan.eventSteps.length === 0 && !plan.caseSteps.some(seesPrevious)) return plan;
  throw new AppError(
    'invalid',
    'policy.notOfCases',
    'A row policy keeps whole cases, by filters that look at one case alone. Choose other filters for it.',
  );
}

/** Why a policy does not fit the data is nothing for the person whom it bounds: columns and values that exist would be told. */
export function policyFault(error: unknown): unknown {
  if (!(error instanceof AppError) || error.fault !== 'invalid') return error;
  return new AppError(
    'forbidden',
    'policy.doesNotFit',
    'What you may see of this dataset is decided by a policy that does not fit its data any more. Nothing is shown until an administrator has changed it.',
  );
}
