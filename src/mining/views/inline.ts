import {
  allBits,
  type Bits,
  type Calculator,
  type Filter,
  hasBit,
  type Kernel,
  type Run,
  type Static,
  type Step,
  type TObject,
} from '#sdk';
import type { MemoryLog } from '../log/memory-log.ts';
import { casesWithEvents } from './cases-with.ts';
import { checkParams } from './check-params.ts';
import { evaluateView, type ViewHost } from './evaluate.ts';
import { DEFAULT_LENS, type Lens, viewOf } from './lens.ts';
import { type FilterSource, planView } from './plan.ts';
import { countKept, EVERYTHING, type Selection } from './selection.ts';

/** What a calculator may ask beside its view. */
export interface InlineOptions {
  /** Of what the second selection keeps a part. */
  live?: Selection;
  /** The clock of the lens at any instants; without it the wall clock. */
  clock?: Run['clock'];
}

/** Runs kernels one segment after the other on this thread: the reference that the worker pool is compared with. */
export function inlineRun(
  memory: MemoryLog,
  selection: Selection = EVERYTHING,
  lens: Lens = DEFAULT_LENS,
  filters: FilterSource = filterSource([]),
  { live = EVERYTHING, clock = (instants) => instants }: InlineOptions = {},
): Run {
  return {
    over: async (steps) => {
      const other = await inlineSelect(memory, steps, filters, live, lens);
      return inlineRun(memory, other, lens, filters, { live, clock });
    },
    clock,
    async reduce<P, A>(kernel: Kernel<P, A>, params: P): Promise<A> {
      return memory.segments
        .map((segment) => kernel.partial(segment, viewOf(segment, selection, lens), params))
        .reduce((a, b) => kernel.merge(a, b));
    },
    select: (steps) => inlineCases(memory, steps, filters, selection, lens),
    share: async (work, parts) => structuredClone(parts).map((part) => structuredClone(work.run(part, () => false))),
    signal: new AbortController().signal,
    deadlineMs: Number.POSITIVE_INFINITY,
    progress() {},
    asOf: Date.UTC(2024, 0, 31),
    zone: memory.log.zone,
    k: 0,
  };
}

/** Evaluates steps on this thread. Without `live`, everything is live. */
export async function inlineSelect(
  memory: MemoryLog,
  steps: readonly Step[],
  filters: FilterSource,
  live: Selection = EVERYTHING,
  lens: Lens = DEFAULT_LENS,
): Promise<Selection> {
  const host: ViewHost = {
    async select(step, against) {
      const { filter, params } = step as { filter: Filter; params: Static<TObject> };
      const context = await filter.prepare(memory.log, params, inlineRun(memory, against, lens, filters));
      return memory.segments.map((s) => filter.select(s, viewOf(s, against, lens), params, context));
    },
    casesWith: async (events) => memory.segments.map((s) => casesWithEvents(s, events[s.index]!)),
    all: (keeps) => memory.segments.map((s) => allBits(s[keeps])),
    memo: (_key, compute) => compute(),
  };
  return evaluateView(planView(steps, filters), live, host);
}

/** The cases that steps keep, a bit set per segment. */
export async function inlineCases(
  memory: MemoryLog,
  steps: readonly Step[],
  filters: FilterSource,
  against: Selection = EVERYTHING,
  lens: Lens = DEFAULT_LENS,
): Promise<readonly Bits[]> {
  const { cases } = await inlineSelect(memory, steps, filters, against, lens);
  return cases ?? memory.segments.map((s) => allBits(s.cases));
}

/** Kept cases and events of the whole log. */
export function inlineKept(memory: MemoryLog, selection: Selection): { cases: number; events: number } {
  const total = { cases: 0, events: 0 };
  for (const s of memory.segments) {
    const kept = countKept(s, selection.cases?.[s.index] ?? null, selection.events?.[s.index] ?? null);
    total.cases += kept.cases;
    total.events += kept.events;
  }
  return total;
}

/** The filters given, as a source for plans. */
export function filterSource(filters: readonly Filter[]): FilterSource {
  const byId = new Map(filters.map((filter) => [filter.id, filter]));
  return {
    find: (id) => byId.get(id),
    ids: () => byId.keys(),
    check: (filter, params, pointer) => checkParams(filter.params, params, pointer),
  };
}

/** One filter on a log in memory: the kept case ids (and, for an event filter, `case/activity` of the kept events). */
export async function keptBy(
  memory: MemoryLog,
  filter: Filter,
  params: unknown,
): Promise<{ cases: string[]; events: string[] }> {
  const selection = await inlineSelect(memory, [{ id: filter.id, params }], filterSource([filter]));
  const cases: string[] = [];
  const events: string[] = [];
  for (const segment of memory.segments) {
    const view = viewOf(segment, selection, DEFAULT_LENS);
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      cases.push(segment.caseId(c));
      for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
        if (view.events && !hasBit(view.events, e)) continue;
        events.push(`${segment.caseId(c)}/${memory.log.activityNames[view.activity[e]!]}`);
      }
    }
  }
  return { cases, events };
}

/** One calculator on a log in memory. */
export async function calculate<P extends TObject, R extends TObject>(
  memory: MemoryLog,
  calculator: Calculator<P, R>,
  params: Partial<Static<P>> = {},
  selection: Selection = EVERYTHING,
  filters: FilterSource = filterSource([]),
  { lens = DEFAULT_LENS, ...options }: InlineOptions & { lens?: Lens } = {},
): Promise<Static<R>> {
  const complete = checkParams(calculator.params, params) as Static<P>;
  return calculator.compute(memory.log, complete, inlineRun(memory, selection, lens, filters, options));
}
