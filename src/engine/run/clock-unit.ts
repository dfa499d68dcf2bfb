import type { Descriptor } from '#sdk';
import type { Registry } from '../registry.ts';
import { type Asked, askedFilters, completeParams } from './asked-filters.ts';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * The host's clock rounded down to the finest unit that the filters and the calculator look at; null when none does, so
 * that a result that does not depend on the clock is found again tomorrow.
 */
export function roundedClock(registry: Registry, request: Asked, now: number): number | null {
  const units = askedFilters(registry, request).map(({ id, params }) => unitOf(registry.filters.get(id), params));
  const { calculator } = request;
  if (calculator) units.push(unitOf(registry.calculators.get(calculator.id), calculator.params));
  const finest = Math.min(...units.map((unit) => (unit ? UNIT_MS[unit] : Number.POSITIVE_INFINITY)));
  return Number.isFinite(finest) ? Math.floor(now / finest) * finest : null;
}

/** The unit a descriptor declares for complete parameters. Wrong ones have none: the run itself says what is wrong. */
function unitOf(descriptor: Pick<Descriptor, 'clock' | 'params'> | undefined, params: unknown) {
  if (!descriptor?.clock) return null;
  const complete = completeParams(descriptor, params);
  return complete === null ? null : descriptor.clock(complete as never);
}
