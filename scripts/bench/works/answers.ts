import type { Bench } from '../bench.ts';
import { BenchEngine } from '../bench-engine.ts';
import type { Work } from '../figure.ts';
import { elapsed, repeated } from '../measure.ts';

/** Calculators with what they are asked, under the name of their row. */
export type Asked = readonly (readonly [work: string, calculator: string, params: object])[];

/** From question to answer as JSON, at every size. */
export async function measureAnswers(bench: Bench, group: Work, asked: Asked): Promise<void> {
  const { sizes, runs, threads, folder } = bench.settings;
  for (const events of sizes) {
    const log = bench.log(events);
    await using engine = new BenchEngine(folder, threads);
    for (const [work, id, params] of asked) {
      const value = await repeated(runs, () => elapsed(() => engine.ask(log, { calculator: { id, params } })));
      bench.add({ group, work, events, value });
    }
  }
}
