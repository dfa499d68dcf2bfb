import { CaseSupport, Choice, defineCalculator, Type } from '#sdk';
import { alphaNet } from '../discovery/alpha/alpha-net.ts';
import { subLogOf } from '../discovery/inductive/from-variants.ts';
import { casesOf } from '../discovery/inductive/sub-log.ts';
import { ModelFields, modelResult, SoundnessSchema, soundnessOf } from '../discovery/model-result.ts';
import { Work } from '../discovery/work.ts';
import { variants } from '../kernels/variants.ts';

const params = Type.Object({
  variant: Choice(['alpha', 'alpha+'], {
    default: 'alpha',
    description: 'alpha: without short loops; alpha+: also sees that an activity, or two by turns, are repeated',
    titles: { alpha: 'Alpha', 'alpha+': 'Alpha+' },
  }),
});

const result = Type.Object({
  ...ModelFields,
  soundness: SoundnessSchema,
  unconnected: Type.Array(Type.String(), {
    description: 'Activities without any place: the net allows them at any time',
  }),
  cases: CaseSupport('Cases of the view'),
  hidden: Type.Integer({ minimum: 0, description: 'Activities left out because too few cases stand behind them' }),
});

/**
 * The Petri net of the Alpha algorithm, from which activities directly follow which; how often is not looked at. The net need
 * be neither sound nor able to replay the cases, which `soundness` and the calculator fitness say. Under a least group size,
 * activities of fewer cases are taken out of the traces before.
 */
export default defineCalculator({
  id: 'alpha-model',
  version: 1,
  title: 'Model by the Alpha algorithm',
  summary: 'Discovers a Petri net from which activities directly follow which; for small logs without noise.',
  category: 'map and model',
  params,
  result,
  view: 'model',
  examples: [
    {
      // Check follows itself (o3) and gets no place. Causes: register → decide, decide → pay, decide → reject; decide and
      // check follow each other. Register, pay and reject end cases; so register fills the sink and goes on as well.
      title: 'The orders: check has no place, and register may end the case or not',
      params: {},
      expect: {
        algorithm: 'alpha',
        unconnected: ['check'],
        net: {
          places: [{ id: 'source' }, { id: 'p1' }, { id: 'p2' }, { id: 'sink' }],
          transitions: [
            { id: 't1', label: 'check' },
            { id: 't2', label: 'decide' },
            { id: 't3', label: 'pay' },
            { id: 't4', label: 'register' },
            { id: 't5', label: 'reject' },
          ],
          arcs: [
            { from: 'source', to: 't4', weight: 1 },
            { from: 't2', to: 'p1', weight: 1 },
            { from: 'p1', to: 't3', weight: 1 },
            { from: 'p1', to: 't5', weight: 1 },
            { from: 't4', to: 'p2', weight: 1 },
            { from: 'p2', to: 't2', weight: 1 },
            { from: 't3', to: 'sink', weight: 1 },
            { from: 't4', to: 'sink', weight: 1 },
            { from: 't5', to: 'sink', weight: 1 },
          ],
          initial: { source: 1 },
          final: { sink: 1 },
        },
        soundness: { verdict: 'unsound' },
        cases: 6,
      },
    },
    {
      // Without check, o4 decides twice in a row: decide follows itself then, so that nothing has a place between.
      title: 'Alpha+ on the orders: what repeats behind a loop that was taken out has no place either',
      params: { variant: 'alpha+' },
      expect: {
        algorithm: 'alpha+',
        unconnected: ['check', 'decide'],
        net: { places: [{ id: 'source' }, { id: 'sink' }] },
      },
    },
  ],
  async compute(log, { variant }, run) {
    const table = await run.reduce(variants, { durations: false });
    run.progress(0.3);
    const { log: traces, names, hidden } = subLogOf(table, log.activityNames, run.k);
    const { net, unconnected } = await alphaNet(traces, names, variant, new Work(run));
    run.progress(0.9);
    return {
      ...modelResult(variant, net),
      soundness: soundnessOf(net),
      unconnected: unconnected.map((a) => names[a]!),
      cases: casesOf(traces),
      hidden,
    };
  },
});
