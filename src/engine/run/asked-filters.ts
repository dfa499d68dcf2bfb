import { AppError, type Descriptor, type Step } from '#sdk';
import { checkParams } from '../../mining/views/check-params.ts';
import { leafSteps } from '../../mining/views/leaf-steps.ts';
import type { Registry } from '../registry.ts';

export interface Asked {
  policy: readonly Step[];
  steps: readonly Step[];
  calculator?: { id: string; params: unknown };
}

/** Every filter that a request looks through: those of its steps, and those inside the parameters of filters and calculator. */
export function askedFilters(
  registry: Registry,
  { policy, steps, calculator }: Asked,
): { id: string; params: unknown }[] {
  const found: { id: string; params: unknown }[] = [];
  const open: Step[] = [...policy, ...steps];
  if (calculator) open.push(...innerSteps(registry.calculators.get(calculator.id), calculator.params));
  while (open.length > 0 && found.length < MOST_FILTERS)
    for (const leaf of leafSteps(open.splice(0))) {
      found.push(leaf);
      open.push(...innerSteps(registry.filters.get(leaf.id), leaf.params));
    }
  return found;
}

/** More than any view takes: whoever nests without end is told so where the view is planned. */
const MOST_FILTERS = 10_000;

/** Parameters that are not right hold no steps: the run itself says what is wrong. */
function innerSteps(descriptor: Pick<Descriptor, 'steps' | 'params'> | undefined, params: unknown): readonly Step[] {
  if (!descriptor?.steps) return [];
  const complete = completeParams(descriptor, params);
  return complete === null ? [] : descriptor.steps(complete as never);
}

export function completeParams({ params: schema }: Pick<Descriptor, 'params'>, params: unknown): unknown {
  try {
    return checkParams(schema, params);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
