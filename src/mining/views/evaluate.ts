import { andBits, andNotBits, type Bits, orBits } from '#sdk';
import { type PlannedStep, seesPrevious, stepData, type ViewPlan } from './plan.ts';
import type { Selection } from './selection.ts';

/** Where a view is evaluated: on the worker pool, or inline in a test. Answers hold one bit set per segment. */
export interface ViewHost {
  /** Runs `prepare` and `select` of one filter against a selection. */
  select(step: PlannedStep & { filter: unknown }, against: Selection): Promise<readonly Bits[]>;
  /** The cases that keep at least one of these events. */
  casesWith(events: readonly Bits[]): Promise<readonly Bits[]>;
  /** All cases (or events) of each segment, for complements. */
  all(keeps: 'cases' | 'events'): readonly Bits[];
  /** Returns the bits kept under this key, or computes and keeps them. The key says all that the bits depend on. */
  memo(key: unknown, compute: () => Promise<readonly Bits[]>): Promise<readonly Bits[]>;
}

/**
 * Folds a plan into one selection, starting from `live` (what the row policy and dead bits leave). Each step is kept under
 * its own key: a filter against the base depends on the event steps and itself alone, so adding one evaluates one.
 */
export async function evaluateView(plan: ViewPlan, live: Selection, host: ViewHost): Promise<Selection> {
  let { cases, events } = live;
  const before: unknown[] = [];
  for (const step of plan.eventSteps) {
    const against = { cases, events };
    const bits = await host.memo({ events: [...before], step: stepData(step) }, () =>
      evaluateStep(step, against, host, 'events'),
    );
    before.push(stepData(step));
    const kept = events ? combine(andBits, events, bits) : bits;
    const remaining = await host.memo({ casesWith: [...before] }, () => host.casesWith(kept));
    events = kept;
    cases = cases ? combine(andBits, cases, remaining) : remaining;
  }
  const traces: Selection = { cases, events };
  const done: unknown[] = [];
  for (const step of plan.caseSteps) {
    const previous = seesPrevious(step);
    const against = previous ? { cases, events } : traces;
    const key = { events: before, cases: previous ? [...done] : [], step: stepData(step) };
    const bits = await host.memo(key, () => evaluateStep(step, against, host, 'cases'));
    done.push(stepData(step));
    cases = cases ? combine(andBits, cases, bits) : bits;
  }
  return { cases, events };
}

type Combine = (a: Bits, b: Bits, into: Bits) => Bits;

/** New bit sets, shared between threads, one per segment. */
const combine = (op: Combine, a: readonly Bits[], b: readonly Bits[]): readonly Bits[] =>
  a.map((bits, i) => op(bits, b[i]!, new Uint32Array(new SharedArrayBuffer(bits.byteLength))));

async function evaluateStep(
  step: PlannedStep,
  against: Selection,
  host: ViewHost,
  keeps: 'cases' | 'events',
): Promise<readonly Bits[]> {
  if ('filter' in step) return host.select(step, against);
  const parts = await Promise.all(step.of.map((part) => evaluateStep(part, against, host, keeps)));
  if (step.op === 'not') return combine(andNotBits, host.all(keeps), parts[0]!);
  return parts.reduce((a, b) => combine(step.op === 'and' ? andBits : orBits, a, b));
}
