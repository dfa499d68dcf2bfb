import { AppError, type Descriptor, type Step } from '#sdk';
import { checkParams } from '../../mining/views/check-params.ts';
import { leafSteps } from '../../mining/views/leaf-steps.ts';
import type { Registry } from '../registry.ts';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * The host's clock rounded down to the finest unit that the filters and the calculator look at; null when none does, so
 * that a result that does not depend on the clock is found again tomorrow.
 */
export function roundedClock(
  registry: Registry,
  request: { policy: readonly Step[]; steps: readonly Step[]; calculator?: { id: string; params: unknown } },
  now: number,
): number | null {
  const units = leafSteps([...request.policy, ...request.steps]).map(({ id, params }) =>
    unitOf(registry.filters.get(id), params),
  );
  const { calculator } = request;
  if (calculator) units.push(unitOf(registry.calculators.get(calculator.id), calculator.params));
  const finest = Math.min(...units.map((unit) => (unit ? UNIT_MS[unit] : Number.POSITIVE_INFINITY)));
  return Number.isFinite(finest) ? Math.floor(now / finest) * finest : null;
}

/** The unit a descriptor declares for complete parameters. Wrong ones have none: the run itself says what is wrong. */
function unitOf(descriptor: Pick<Descriptor, 'clock' | 'params'> | undefined, params: unknown) {
  if (!descriptor?.clock) return null;
  try {
    return descriptor.clock(checkParams(descriptor.params, params) as never);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
