import type { Step } from '#sdk';
import type { Bench } from '../bench.ts';
import { BenchEngine, type Log } from '../bench-engine.ts';
import { markAt } from '../figure.ts';
import { elapsed, repeated } from '../measure.ts';

const group = 'filters';
/** A selection of 100 million events takes 12.5 MB. */
const SELECTIONS = 500e6;

type Leaf = { id: string; params: object };

/** Bounds of the middle half of the made-up log, which has a new case each half minute. */
function middle({ events }: Log): { from: string; to: string } {
  const start = Date.UTC(2020, 0, 1);
  const span = (events / 10.7) * 30_000;
  return { from: new Date(start + span / 4).toISOString(), to: new Date(start + (3 * span) / 4).toISOString() };
}

const amount: Leaf = { id: 'case-attribute', params: { attribute: 'case:amount', operator: '<', value: 500 } };
const resource: Leaf = {
  id: 'event-attribute',
  params: { attribute: 'org:resource', operator: 'one-of', values: ['Resource 01', 'Resource 02'] },
};
const activity: Leaf = { id: 'has-activity', params: { activities: ['Activity L'] } };
const follows: Leaf = { id: 'directly-follows', params: { pairs: [{ from: 'Activity C', to: 'Activity D' }] } };
const trim = (log: Log): Leaf => ({ id: 'time-period', params: { ...middle(log), mode: 'trim' } });
const contained = (log: Log): Leaf => ({ id: 'time-period', params: { ...middle(log), mode: 'contained' } });

/** Filter steps alone through the pool, one with its counts as a page asks for it, and maps under selections. */
export async function measureFilters(bench: Bench): Promise<void> {
  const { sizes, threads, folder } = bench.settings;
  for (const events of sizes) {
    const log = bench.log(events);
    await using engine = new BenchEngine(folder, threads, SELECTIONS);
    const steps: [string, number, Leaf, Step[]][] = [
      ['filter: value of the case', 80, amount, []],
      ['filter: time, whole cases', 80, contained(log), []],
      ['filter: time, trimming events', 80, trim(log), []],
      ['filter: value of any event', 100, resource, []],
      ['filter: has activity', 100, activity, []],
      ['filter: directly follows', 100, follows, []],
      ['filter: directly follows, under event bits', 250, follows, [trim(log)]],
    ];
    for (const [work, mark, { id, params }, under] of steps) {
      const once = () => engine.passes(log, 'bench-filter', { filter: id, params }, under);
      bench.add({
        ...{ group, work, events, toReach: markAt({ 100: mark }, events) },
        value: await repeated(bench.settings.runs, once),
      });
    }
    await mapsUnder(bench, engine, log);
  }
  for (const events of sizes) await wholeStep(bench, bench.log(events));
}

async function mapsUnder(bench: Bench, engine: BenchEngine, log: Log): Promise<void> {
  const { events } = log;
  const views: [string, number, Step[]][] = [
    ['dfg kernel under a case selection', 150, [amount]],
    ['dfg kernel under an event selection', 300, [trim(log)]],
  ];
  for (const [work, mark, steps] of views) {
    const once = () => engine.passes(log, 'bench-dfg', { durations: true, cases: true }, steps);
    bench.add({
      ...{ group, work, events, toReach: markAt({ 100: mark }, events) },
      value: await repeated(bench.settings.runs, once),
    });
  }
}

/** With selections forgotten each time: the filter runs, and what it keeps is counted. */
async function wholeStep(bench: Bench, log: Log): Promise<void> {
  const { runs, threads, folder } = bench.settings;
  await using engine = new BenchEngine(folder, threads, 0);
  bench.add({
    ...{ group, work: 'filter: directly follows, and the counts of what is kept', events: log.events },
    value: await repeated(runs, () => elapsed(() => engine.ask(log, { steps: [follows] }))),
  });
}
