/**
 * Split Miner on real logs: models are sound, tell every activity, and are about as good as the authors' benchmark says
 * (Augusto and others 2019, "Automated discovery of process models from event logs: review and benchmark"; fitness as an
 * average of the cases). What counts as an activity and how precision takes alignments is not the same there: a region.
 */
import { afterAll, expect, test } from 'bun:test';
import { netFromJson } from '../../src/mining/discovery/model-result.ts';
import { checkSoundness } from '../../src/mining/model/soundness.ts';
import { MinedLogs } from './mined-log.ts';

interface Region {
  readonly file: string;
  readonly activities: number;
  readonly fitness: readonly [least: number, most: number];
  readonly precision: readonly [least: number, most: number];
}

const REGIONS: readonly Region[] = [
  // Published: 0.73 and 0.86.
  { file: 'Sepsis.xes.gz', activities: 16, fitness: [0.7, 0.8], precision: [0.7, 0.9] },
  // 0.99 and 1.00.
  { file: 'RoadTraffic.xes.gz', activities: 11, fitness: [0.98, 1], precision: [0.98, 1] },
  // 0.91 and 0.98.
  { file: 'BPIC13_incidents.xes.gz', activities: 4, fitness: [0.88, 0.94], precision: [0.9, 1] },
  // 0.94 and 0.97.
  { file: '06_bpic2013_closed.xes.gz', activities: 4, fitness: [0.91, 0.97], precision: [0.85, 1] },
  // 0.75 and 0.76.
  { file: 'BPIC12.xes.gz', activities: 24, fitness: [0.75, 0.9], precision: [0.6, 0.9] },
  { file: 'receipt.xes.gz', activities: 27, fitness: [0.9, 1], precision: [0.8, 1] },
];

const logs = new MinedLogs();
afterAll(() => logs[Symbol.asyncDispose]());

for (const { file, activities, fitness, precision } of REGIONS)
  test(`${file}`, async () => {
    const { net, bpmn } = await logs.mine(file, 'split-model');
    const { verdict, findings } = checkSoundness(netFromJson(net), 200_000);
    expect([verdict, findings]).toEqual(['sound', []]);
    expect(bpmn.nodes.filter(({ kind }: { kind: string }) => kind === 'task')).toHaveLength(activities);
    const { averageTraceFitness } = await logs.mine(file, 'fitness', { model: 'split' });
    const measured = await logs.mine(file, 'precision-and-generalisation', { model: 'split' });
    for (const [value, [least, most]] of [
      [averageTraceFitness, fitness],
      [measured.precision, precision],
    ] as const) {
      expect(value).toBeGreaterThanOrEqual(least);
      expect(value).toBeLessThanOrEqual(most);
    }
  }, 120_000);

test('Road Traffic Fines with every path: sound as well', async () => {
  const { net } = await logs.mine('RoadTraffic.xes.gz', 'split-model', { eta: 0 });
  expect(checkSoundness(netFromJson(net), 200_000).verdict).toBe('sound');
}, 120_000);
