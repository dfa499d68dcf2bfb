/** Before every first and behind every last activity. */
export const OUTSIDE = -1;

/** One step of a path: from one activity to another, the way in (`from` outside) or the way out (`to` outside). */
export interface Step {
  readonly from: number;
  readonly to: number;
}

/**
 * For each activity the step by which it is first reached from outside when steps are added in the given order: the last step
 * of its path of greatest capacity, where steps are ordered from the heaviest to the lightest, since nothing heavier reached
 * it. With `tail` and `head` exchanged, paths to the outside.
 */
export function firstSteps<S extends Step>(
  steps: readonly S[],
  tail: 'from' | 'to',
  head: 'from' | 'to',
): Map<number, S> {
  const first = new Map<number, S>();
  const waiting = new Map<number, S[]>();
  const reach = (begin: S) => {
    const open = [begin];
    for (let step = open.pop(); step; step = open.pop()) {
      const code = step[head];
      if (code === OUTSIDE || first.has(code)) continue;
      first.set(code, step);
      const next = waiting.get(code) ?? [];
      waiting.delete(code);
      open.push(...next.toReversed());
    }
  };
  for (const step of steps) {
    const code = step[tail];
    if (code === OUTSIDE || first.has(code)) reach(step);
    else if (waiting.has(code)) waiting.get(code)!.push(step);
    else waiting.set(code, [step]);
  }
  return first;
}
