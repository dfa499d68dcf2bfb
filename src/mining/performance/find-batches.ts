import type { ColumnId, Run } from '#sdk';
import { Work } from '../discovery/work.ts';
import { type Instances, instancesBetween, slicesOf } from '../kernels/instance-slices.ts';
import { sortedOrder } from '../log/sorted-order.ts';
import { type Batch, BatchSweep, type Instance } from './batch-sweep.ts';

/** Instances that are looked at together. */
const SLICE = 4_000_000;

export interface BatchRules {
  readonly minSize: number;
  readonly maxGapMs: number;
  /** Column that tells groups apart beside the activity; null: activities alone. */
  readonly resource: ColumnId | null;
}

/** An activity, done by one resource (code 0: by whomever). */
export interface BatchGroup {
  readonly activity: number;
  readonly resource: number;
  /** Activity instances. */
  instances: number;
}

/**
 * Every batch of a view, told to `found`; gives all groups. The log is looked at slice by slice of time, in which about so
 * many instances begin; what is open at the end of a slice goes on in the next, so that slices do not show.
 * @param stretch of time in which the cases lie
 */
export async function findBatches(
  run: Run,
  rules: BatchRules,
  stretch: { from: number; to: number },
  found: (group: BatchGroup, batch: Batch) => void,
  slice = SLICE,
): Promise<BatchGroup[]> {
  const groups: { group: BatchGroup; sweep: BatchSweep }[] = [];
  /** By activity, then by resource: looked up for every instance. */
  const places: (typeof groups)[] = [];
  const work = new Work(run);
  const bounds = await slicesOf(run, stretch, slice);
  for (let i = 1; i < bounds.length; i++) {
    const parts = await run.reduce(instancesBetween, {
      resource: rules.resource,
      low: bounds[i - 1]!,
      high: bounds[i]!,
    });
    await sweepSlice(run, parts, work, (activity, resource) => {
      places[activity] ??= [];
      let of = places[activity][resource];
      if (!of) {
        const group = { activity, resource, instances: 0 };
        of = { group, sweep: new BatchSweep(rules.minSize, rules.maxGapMs, (batch) => found(group, batch)) };
        places[activity][resource] = of;
        groups.push(of);
      }
      of.group.instances++;
      return of.sweep;
    });
    run.progress(i / bounds.length);
  }
  for (const { sweep } of groups) sweep.close();
  return groups.map(({ group }) => group);
}

/** Tells each instance to the sweep of its group, in their order. */
async function sweepSlice(
  run: Run,
  parts: readonly Instances[],
  work: Work,
  sweepOf: (activity: number, resource: number) => BatchSweep,
): Promise<void> {
  const all = joinedParts(parts);
  const { start, end, arrival, activity, resource, cases } = all;
  const order = await inOrder(all, work);
  const [starts, ends, arrivals] = [run.clock(start), run.clock(end), run.clock(arrival)];
  const instance: { -readonly [name in keyof Instance]: number } = {
    ...{ start: 0, end: 0, arrival: 0, startReading: 0, endReading: 0, arrivalReading: 0, caseNumber: 0 },
  };
  for (let n = 0; n < order.length; n++) {
    const i = order[n]!;
    instance.start = start[i]!;
    instance.end = end[i]!;
    instance.arrival = arrival[i]!;
    instance.startReading = starts[i]!;
    instance.endReading = ends[i]!;
    instance.arrivalReading = arrivals[i]!;
    instance.caseNumber = cases[i]!;
    sweepOf(activity[i]!, resource[i]!).add(instance);
    if (n % 65_536 === 0) await work.done(65_536 * 50);
  }
}

/** Cases get numbers of the whole log: those of a segment follow those of the one before. */
function joinedParts(parts: readonly Instances[]) {
  const n = parts.reduce((sum, part) => sum + part.start.length, 0);
  const all = {
    ...{ start: new Float64Array(n), end: new Float64Array(n), arrival: new Float64Array(n) },
    ...{ activity: new Uint16Array(n), resource: new Uint16Array(n), cases: new Float64Array(n) },
  };
  let at = 0;
  for (const part of parts) {
    for (const name of ['start', 'end', 'arrival'] as const) all[name].set(part[name], at);
    for (const name of ['activity', 'resource'] as const) all[name].set(part[name], at);
    for (let i = 0; i < part.cases.length; i++) all.cases[at + i] = part.segment * 4_294_967_296 + part.cases[i]!;
    at += part.start.length;
  }
  return all;
}

/** By start, then end, then arrival: what is equal in all three may change places without being seen. */
async function inOrder(
  { start, end, arrival }: Record<'start' | 'end' | 'arrival', Float64Array>,
  work: Work,
): Promise<Uint32Array> {
  const order = sortedOrder(start);
  await work.done(start.length * 50);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && start[order[to]!] === start[order[from]!]) to++;
    if (to - from > 1) order.subarray(from, to).sort((a, b) => end[a]! - end[b]! || arrival[a]! - arrival[b]! || a - b);
  }
  return order;
}
