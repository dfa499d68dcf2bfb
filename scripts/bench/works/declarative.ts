import type { Bench } from '../bench.ts';
import { BenchEngine } from '../bench-engine.ts';
import { elapsed, repeated } from '../measure.ts';

/** Beyond, only the passes over events grow, which other works measure. */
const MOST_EVENTS = 10e6;

/** From question to answer as JSON, variants included. */
const QUESTIONS: readonly [id: string, params: object][] = [
  ['declare-model', {}],
  ['declare-conformance', { limit: 100 }],
  ['log-skeleton', { noise: 0.1 }],
  ['log-skeleton-conformance', { limit: 100 }],
  ['temporal-deviations', {}],
];

/** Declarative models: discovered, and the cases held against what was discovered. */
export async function measureDeclarative(bench: Bench): Promise<void> {
  for (const events of bench.settings.sizes.filter((size) => size <= MOST_EVENTS)) {
    const log = bench.log(events);
    await using engine = new BenchEngine(bench.settings.folder, bench.settings.threads);
    for (const [id, params] of QUESTIONS) {
      const value = await repeated(bench.settings.runs, () =>
        elapsed(() => engine.ask(log, { calculator: { id, params } })),
      );
      bench.add({ group: 'declarative', work: id, events, value });
    }
  }
}
