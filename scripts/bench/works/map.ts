import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import { BenchEngine, type Log } from '../bench-engine.ts';
import { markAt } from '../figure.ts';
import { elapsed, repeated, type Spread, spreadOf } from '../measure.ts';
import type { Peer } from '../peers.ts';
import { AT_5_MILLION } from '../peers.ts';

const group = 'map';

interface Way {
  work: string;
  marks: Readonly<Record<number, number>>;
  peer: Peer | null;
  ask(engine: BenchEngine, log: Log): Promise<number>;
}

const kernel = (params: object) => (engine: BenchEngine, log: Log) => engine.passes(log, 'bench-dfg', params);
const whole = (params: object) => (engine: BenchEngine, log: Log) =>
  elapsed(() => engine.ask(log, { calculator: { id: 'process-map', params } }));

const WAYS: readonly Way[] = [
  { work: 'dfg kernel: count', marks: {}, peer: AT_5_MILLION.graph, ask: kernel({}) },
  {
    work: 'dfg kernel: count, sum, extremes',
    marks: { 5: 20, 100: 250 },
    peer: AT_5_MILLION.durations,
    ask: kernel({ durations: true }),
  },
  {
    work: 'dfg kernel: … and cases',
    marks: { 5: 20, 100: 250 },
    peer: AT_5_MILLION.durations,
    ask: kernel({ durations: true, cases: true }),
  },
  {
    work: 'dfg kernel: … and exact medians',
    marks: { 100: 800 },
    peer: AT_5_MILLION.durations,
    ask: kernel({ durations: true, cases: true, medians: true }),
  },
  {
    work: 'process-map, without durations',
    marks: { 5: 20, 100: 250 },
    peer: AT_5_MILLION.graph,
    ask: whole({ durations: false }),
  },
  {
    work: 'process-map, all durations and medians',
    marks: { 100: 800 },
    peer: AT_5_MILLION.durations,
    ask: whole({}),
  },
];

/** The directly-follows graph at every size: kernels through the pool, and the calculator from question to answer. */
export async function measureMap(bench: Bench): Promise<void> {
  const { sizes, runs, threads, folder } = bench.settings;
  for (const events of sizes) {
    const log = bench.log(events);
    await using engine = new BenchEngine(folder, threads);
    for (const { work, marks, peer, ask } of WAYS) {
      const value = await repeated(runs, () => ask(engine, log));
      bench.add({
        ...{ group, work, events, value, toReach: markAt(marks, events) },
        peer: events === 5e6 ? peer : null,
      });
    }
  }
  const largest = sizes.at(-1)!;
  const { value, stayed } = await firstTouch(bench, bench.log(largest));
  bench.add({
    group,
    work: 'first touch: process-map, pages evicted',
    events: largest,
    value,
    toReach: markAt({ 100: 1500 }, largest),
  });
  if (stayed > 0.05)
    bench.note(
      `First touch: the file system kept ${Math.round(stayed * 100)} % of the pages in memory when it was asked to drop them; the figure is too good.`,
    );
}

/** In a process of its own, since pages that are mapped cannot be evicted. */
async function firstTouch(bench: Bench, log: Log): Promise<{ value: Spread; stayed: number }> {
  const script = fileURLToPath(new URL('../first-touch.ts', import.meta.url));
  const times: number[] = [];
  let stayed = 0;
  for (let i = 0; i < Math.min(3, bench.settings.runs); i++) {
    const job = JSON.stringify({ log, threads: bench.settings.threads });
    const child = Bun.spawn([process.execPath, script], { stdin: new TextEncoder().encode(job), stdout: 'pipe' });
    const answer = JSON.parse(await new Response(child.stdout).text()) as { ms: number; stayed: number };
    times.push(answer.ms);
    stayed = Math.max(stayed, answer.stayed);
  }
  return { value: spreadOf(times), stayed };
}
