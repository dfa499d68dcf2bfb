import type { Bench } from '../bench.ts';
import { BenchEngine } from '../bench-engine.ts';
import { elapsed, repeated } from '../measure.ts';
import { ACTIVITIES } from '../random-log.ts';

const group = 'performance';
const HALF = [{ id: 'has-activity', params: { activities: [ACTIVITIES[4]] } }];

/** Calculators that follow cases through time, from question to answer. */
const WAYS: readonly (readonly [work: string, calculator: string, params: object])[] = [
  ['work in progress: cases', 'work-in-progress', {}],
  ['work in progress: activities', 'work-in-progress', { of: 'activities' }],
  ['queue of one activity, exact peaks', 'queue-length', { activity: ACTIVITIES[4] }],
  ['queue of all activities, exact peaks', 'queue-length', {}],
  ['performance spectrum of the main path', 'performance-spectrum', {}],
  ['performance spectrum, periods alone', 'performance-spectrum', { lines: 0 }],
  ['batches', 'batches', {}],
  ['difference map, with durations and medians', 'difference-map', { against: HALF }],
  ['difference map, frequencies', 'difference-map', { against: HALF, durations: false }],
];

export async function measurePerformance(bench: Bench): Promise<void> {
  const { sizes, runs, threads, folder } = bench.settings;
  for (const events of sizes) {
    const log = bench.log(events);
    await using engine = new BenchEngine(folder, threads);
    for (const [work, id, params] of WAYS) {
      const value = await repeated(runs, () => elapsed(() => engine.ask(log, { calculator: { id, params } })));
      bench.add({ group, work, events, value });
    }
  }
}
