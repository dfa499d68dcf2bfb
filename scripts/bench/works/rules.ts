import type { Step } from '#sdk';
import type { Bench } from '../bench.ts';
import { BenchEngine, type Log } from '../bench-engine.ts';
import { elapsed, repeated } from '../measure.ts';
import { ACTIVITIES } from '../random-log.ts';

const group = 'rules';
const DAY = 86_400_000;

const base = { severity: 'warning', weight: 1 };
const at = (i: number): string => ACTIVITIES[i % ACTIVITIES.length]!;

/** Rules that look at the order of activities alone, and such that look at times, people and values. */
const ofOrder = (i: number): object[] => [
  { ...base, template: 'must-contain', activities: [at(i), at(i + 3)] },
  { ...base, template: 'at-most-times', activity: at(i) },
  { ...base, template: 'before', activity: at(i), other: at(i + 2) },
  { ...base, template: 'directly-followed-by', activity: at(i), other: at(i + 1) },
  { ...base, template: 'declare', constraint: 'alternate-response', activities: [at(i), at(i + 4)] },
];
const ofEvents = (i: number): object[] => [
  { ...base, template: 'within-time', activity: at(i + 1), other: at(i), maxMs: DAY },
  { ...base, template: 'different-people', activity: at(i), other: at(i + 1) },
  { ...base, template: 'same-person', activity: at(i), other: at(i + 2) },
  { ...base, template: 'attribute-condition', attribute: 'case:amount', activity: at(i), operator: '<', value: 500 },
  { ...base, template: 'case-duration-within', maxMs: (i + 1) * DAY },
];
const ORDER = [0, 2, 4, 6, 8, 10].flatMap(ofOrder);
const EVENTS = [0, 2, 4, 6, 8, 10].flatMap(ofEvents);
const MIXED = [...ORDER.slice(0, 15), ...EVENTS.slice(0, 15)];

const trim = ({ events }: Log): Step => ({
  id: 'time-period',
  params: { from: new Date(Date.UTC(2020, 0, 1) + (events / 10.7) * 7_500).toISOString(), mode: 'trim' },
});

/** Thirty rules from question to answer: each judged over every case, examples, variants and sums included. */
export async function measureRules(bench: Bench): Promise<void> {
  const { sizes, runs, threads, folder } = bench.settings;
  for (const events of sizes) {
    const log = bench.log(events);
    await using engine = new BenchEngine(folder, threads);
    const works: [work: string, id: string, params: object, steps: Step[]][] = [
      ['30 rules on the order of activities', 'rule-violations', { rules: ORDER }, []],
      ['30 rules on times, people and values', 'rule-violations', { rules: EVENTS }, []],
      ['15 and 15', 'rule-violations', { rules: MIXED }, []],
      ['15 and 15, under event bits', 'rule-violations', { rules: MIXED }, [trim(log)]],
      ['15 and 15, over time', 'conformance-over-time', { rules: MIXED, bucket: 'month' }, []],
    ];
    for (const [work, id, params, steps] of works) {
      const once = () => elapsed(() => engine.ask(log, { calculator: { id, params }, steps }));
      bench.add({ group, work, events, value: await repeated(runs, once) });
    }
  }
}
