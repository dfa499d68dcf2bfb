import type { Step } from '#sdk';
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
  const units: number[] = [];
  const add = (unit: keyof typeof UNIT_MS | null | undefined) => {
    if (unit) units.push(UNIT_MS[unit]);
  };
  const visit = (step: Step): void => {
    if ('id' in step) add(registry.filters.get(step.id)?.clock?.((step.params ?? {}) as never));
    else if ('not' in step) visit(step.not);
    else for (const part of 'and' in step ? step.and : step.or) visit(part);
  };
  for (const step of [...request.policy, ...request.steps]) visit(step);
  if (request.calculator) {
    add(registry.calculators.get(request.calculator.id)?.clock?.((request.calculator.params ?? {}) as never));
  }
  return units.length === 0 ? null : Math.floor(now / Math.min(...units)) * Math.min(...units);
}
