import type { Bench } from '../bench.ts';
import { BenchEngine, type Log } from '../bench-engine.ts';
import { type Figure, markAt } from '../figure.ts';
import { elapsed, repeated } from '../measure.ts';
import { AT_5_MILLION } from '../peers.ts';

/** Most runs over the log of very many variants: one takes seconds. */
const MOST_WILD_RUNS = 3;

/** Variants at every size, and at the largest with nearly every case a variant of its own. */
export async function measureVariants(bench: Bench): Promise<void> {
  const { sizes, runs } = bench.settings;
  for (const events of sizes) await measure(bench, bench.log(events), { kind: '', runs, marks: { 5: 120, 100: 1000 } });
  const largest = sizes.at(-1)!;
  const wild = bench.log(largest, 'wild');
  await measure(bench, wild, {
    kind: ', nearly all distinct',
    runs: Math.min(runs, MOST_WILD_RUNS),
    marks: { 100: 7000 },
  });
  bench.drop(wild);
}

async function measure(
  bench: Bench,
  log: Log,
  { kind, runs, marks }: { kind: string; runs: number; marks: Record<number, number> },
): Promise<void> {
  const { events } = log;
  await using engine = new BenchEngine(bench.settings.folder, bench.settings.threads);
  const { text } = await engine.ask(log, { calculator: { id: 'bench-variants', params: {} } });
  const distinct = (JSON.parse(text!) as { size: number }).size;
  const common: Pick<Figure, 'group' | 'events' | 'peer' | 'toReach' | 'note'> = {
    ...{ group: 'variants', events, toReach: markAt(marks, events) },
    peer: events === 5e6 && kind === '' ? AT_5_MILLION.variants : null,
    note: `${distinct.toLocaleString('en')} variants`,
  };
  bench.add({
    ...common,
    work: `variants kernel${kind}`,
    value: await repeated(runs, () => engine.passes(log, 'bench-variants', {})),
  });
  bench.add({
    ...common,
    work: `variants, the 100 first with durations${kind}`,
    toReach: null,
    value: await repeated(runs, () => elapsed(() => engine.ask(log, { calculator: { id: 'variants', params: {} } }))),
  });
}
