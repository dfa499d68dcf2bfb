import type { Step } from '#sdk';

/** The filters that steps name, whatever combines them. Takes what came from outside: what is no step is passed over. */
export function leafSteps(steps: readonly Step[]): { id: string; params: unknown }[] {
  const found: { id: string; params: unknown }[] = [];
  const open: unknown[] = [...steps].reverse();
  while (open.length > 0) {
    const step = open.pop();
    if (typeof step !== 'object' || step === null) continue;
    const { id, params, not, and, or } = step as Record<string, unknown>;
    if (typeof id === 'string') found.push({ id, params });
    if (not !== undefined) open.push(not);
    for (const parts of [and, or]) if (Array.isArray(parts)) open.push(...parts.toReversed());
  }
  return found;
}
