/** Plug-ins that misbehave on demand, for tests of what is around them. Workers load them by trial-worker.ts. */
import { appendFileSync, existsSync } from 'node:fs';
import { allBits, Choice, defineCalculator, defineFilter, defineKernel, type Static, Type } from '#sdk';
import type { PlugIns } from '../../src/engine/registry.ts';

const params = Type.Object({
  /** Takes a line for every segment that was looked at. */
  log: Type.String(),
  /** Stands before the segment in its line. */
  name: Type.String({ default: '' }),
  segmentMs: Type.Number({ default: 0 }),
  /** No segment is finished before this file is there. */
  gate: Type.Optional(Type.String()),
  mood: Choice(['good', 'throws', 'loops', 'leaves-rejection', 'exits', 'wrong-result', 'uncloneable'], {
    default: 'good',
  }),
});

const spin = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

const look = defineKernel<Static<typeof params>, { events: number; order: number[] }>({
  id: 'trial.look',
  partial(segment, view, { log, name, segmentMs, gate, mood }) {
    appendFileSync(log, `${name}${segment.index}\n`);
    if (mood === 'throws' && segment.index === 3) throw new Error('the kernel broke');
    if (mood === 'loops') spin(Number.POSITIVE_INFINITY);
    spin(segmentMs);
    while (gate !== undefined && !existsSync(gate)) Bun.sleepSync(1);
    if (mood === 'uncloneable') return (() => view) as never;
    return { events: view.time.length, order: [segment.index] };
  },
  merge: (a, b) => ({ events: a.events + b.events, order: [...a.order, ...b.order] }),
});

const trial = defineCalculator({
  id: 'trial',
  version: 1,
  title: 'Trial',
  summary: 'Counts the events it was shown.',
  category: 'trial',
  params,
  result: Type.Object({ events: Type.Integer() }),
  view: 'trial',
  examples: [],
  kernels: [look],
  async compute(_log, p, run) {
    if (p.mood === 'leaves-rejection') void Promise.reject(new Error('nobody waited for this'));
    if (p.mood === 'exits') process.exit(3);
    run.progress(0.25);
    const { events, order } = await run.reduce(look, p);
    if (order.some((segment, i) => segment !== i)) throw new Error(`merged in the order ${order}`);
    run.progress(0.75);
    return p.mood === 'wrong-result' ? ({ events: 'many' } as never) : { events };
  },
});

/** Keeps everything, and writes a line for every segment; `clocked` looks at the clock. */
const filter = (id: string, clocked: boolean) =>
  defineFilter({
    id,
    version: 1,
    title: 'Trial',
    summary: 'Keeps every case.',
    category: 'trial',
    params: Type.Object({ log: Type.String(), name: Type.String({ default: '' }) }),
    examples: [],
    keeps: () => 'cases',
    against: 'base',
    ...(clocked ? { clock: () => 'hour' as const } : {}),
    prepare: () => null,
    select(segment, _view, p) {
      appendFileSync(p.log, `${p.name} ${segment.index}\n`);
      return allBits(segment.cases);
    },
  });

export const trialPlugIns = {
  calculators: [trial],
  filters: [filter('trial-filter', false), filter('trial-clock', true)],
} as unknown as Partial<PlugIns>;
