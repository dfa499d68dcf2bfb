import type { Bits, Filter, Segment } from '#sdk';
import { casesWithEvents } from '../../mining/views/cases-with.ts';
import { type Lens, viewOf } from '../../mining/views/lens.ts';
import type { Registry } from '../registry.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { blockStart, STOP, type Task } from './protocol.ts';
import { workingClock } from './working-clock.ts';

/** How a task's events are looked at. */
export function lensOf(version: OpenVersion, task: Pick<Task, 'classifier' | 'calendar'>, cacheFolder: string): Lens {
  const clock = task.calendar ? workingClock(cacheFolder, version.manifest.hash, task.calendar) : null;
  return { classifier: task.classifier, clock };
}

/** Runs one block of a task: its segments in order, or its part. Gives the merged partial of a kernel or the part's answer. */
export function runBlock(task: Task, block: number, version: OpenVersion, lens: Lens, registry: Registry): unknown {
  if (task.operation.kind === 'parts') {
    const work = registry.works.get(task.operation.work);
    if (!work) throw new Error(`no work ${task.operation.work} is registered`);
    return work.run(task.operation.parts[block], () => Atomics.load(task.stop, 0) !== STOP.none);
  }
  const { segments } = version;
  const end = blockStart(block + 1, task.blocks, segments.length);
  const kernel = task.operation.kind === 'kernel' ? registry.kernels.get(task.operation.kernel) : undefined;
  if (task.operation.kind === 'kernel' && !kernel) throw new Error(`no kernel ${task.operation.kernel} is registered`);
  let merged: unknown;
  for (let i = blockStart(block, task.blocks, segments.length); i < end; i++) {
    if (Atomics.load(task.stop, 0) !== STOP.none) return undefined;
    const segment = segments[i]!;
    if (kernel && task.operation.kind === 'kernel') {
      const partial = kernel.partial(segment, viewOf(segment, task, lens), task.operation.params);
      merged = merged === undefined ? partial : kernel.merge(merged, partial);
    } else {
      selectBits(task, segment, lens, registry);
    }
  }
  return merged;
}

function selectBits(task: Task, segment: Segment, lens: Lens, registry: Registry): void {
  const { operation } = task;
  let bits: Bits;
  if (operation.kind === 'casesWith') {
    bits = casesWithEvents(segment, operation.events[segment.index]!);
  } else if (operation.kind === 'select') {
    const filter = registry.filters.get(operation.filter) as Filter;
    bits = filter.select(segment, viewOf(segment, task, lens), operation.params as never, operation.context);
  } else {
    return;
  }
  operation.into[segment.index]!.set(bits);
}
