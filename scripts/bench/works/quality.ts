import type { Bench } from '../bench.ts';
import { BenchEngine } from '../bench-engine.ts';
import { elapsed, repeated } from '../measure.ts';
import { ACTIVITIES } from '../random-log.ts';

const group = 'quality';

const RULES = [
  { check: 'rule-not-null', column: 'org:resource' },
  { check: 'rule-within-range', column: 'case:amount', from: 0, to: 900 },
  { check: 'rule-allowed-values', column: 'concept:name', values: ACTIVITIES.slice(0, 10) },
  { check: 'rule-unique-key', columns: ['concept:name', 'time:timestamp', 'org:resource'] },
];

/** Every check of data quality from question to answer, with counts, examples and scores; and some rules beside them. */
export async function measureQuality(bench: Bench): Promise<void> {
  const { sizes, runs, threads, folder } = bench.settings;
  for (const events of sizes) {
    const log = bench.log(events);
    await using engine = new BenchEngine(folder, threads);
    const works: [work: string, params: object][] = [
      ['all checks', {}],
      ['all checks and 4 rules', { rules: RULES }],
    ];
    for (const [work, params] of works) {
      const once = () => elapsed(() => engine.ask(log, { calculator: { id: 'data-quality', params } }));
      bench.add({ group, work, events, value: await repeated(Math.min(runs, 3), once) });
    }
  }
}
