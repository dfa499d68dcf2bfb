import { CaseSupport, Choice, defineCalculator, Type } from '#sdk';
import { flowOf } from '../discovery/inductive/flow.ts';
import { subLogOf } from '../discovery/inductive/from-variants.ts';
import { inductiveDfgTree } from '../discovery/inductive/inductive-dfg.ts';
import { inductiveTree } from '../discovery/inductive/inductive-miner.ts';
import { casesOf } from '../discovery/inductive/sub-log.ts';
import { ModelFields, modelResult } from '../discovery/model-result.ts';
import { Work } from '../discovery/work.ts';
import { variants } from '../kernels/variants.ts';
import { treeToNet } from '../model/tree-to-net.ts';

const params = Type.Object({
  noise: Type.Number({
    default: 0.2,
    minimum: 0,
    maximum: 1,
    description: 'What is rarer than this share of its like may be left out; 0: every case fits (not with imd)',
  }),
  variant: Choice(['im', 'imf', 'imd'], {
    default: 'imf',
    description: 'im: every case fits, whatever the noise; imf: leaves out what is rare; imd: from the map alone',
    titles: { im: 'IM: every case fits', imf: 'IMf: without what is rare', imd: 'IMd: from the map alone' },
  }),
  maxDepth: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 500,
      title: 'Greatest depth',
      description: 'How often the log is divided into parts of parts; what lies below may come in any order and number',
    }),
  ),
});

const result = Type.Object({
  ...ModelFields,
  noise: Type.Number({ description: 'The threshold that was used' }),
  cases: CaseSupport('Cases of the view'),
  hidden: Type.Integer({ minimum: 0, description: 'Activities left out because too few cases stand behind them' }),
});

/**
 * A process tree and its Petri net by the Inductive Miner: always sound. `algorithm` says what was run: `imf` without
 * noise is `im`. Under a least group size, activities of fewer cases are taken out of the traces before.
 */
export default defineCalculator({
  id: 'inductive-model',
  version: 1,
  title: 'Model by the Inductive Miner',
  summary: 'Discovers a process tree and a sound Petri net; rare behaviour can be left out.',
  category: 'map and model',
  params,
  result,
  view: 'model',
  examples: [
    {
      // Register; then check and decide with the one doubled and the other repeated, and pay or reject; o5 has neither.
      title: 'Every order fits: o5 ends after register, o3 checks twice, o4 decides before and after',
      params: { noise: 0 },
      expect: {
        algorithm: 'im',
        tree: "->( 'register', X( tau, ->( *( ->( X( tau, *( 'check', tau ) ), 'decide' ), tau ), X( 'pay', 'reject' ) ) ) )",
        cases: 6,
        noise: 0,
      },
    },
    {
      // Divided once: register; then all the rest, of which o5 has nothing.
      title: 'Divided once only: what lies within the parts is left open',
      params: { noise: 0, maxDepth: 1 },
      expect: {
        tree: "->( 'register', X( tau, *( X( 'check', 'decide', 'pay', 'reject' ), tau ) ) )",
      },
    },
    {
      // One of six (17 %) is rarer than a fifth: o5's early end, o3's second check, o4's round without a check.
      title: 'Without what is rarer than a fifth',
      params: {},
      expect: {
        algorithm: 'imf',
        tree: "->( 'register', *( ->( 'check', 'decide' ), tau ), X( 'pay', 'reject' ) )",
        net: {
          initial: { source: 1 },
          final: { sink: 1 },
          transitions: [
            { label: 'register' },
            { label: 'check' },
            { label: 'decide' },
            { label: null },
            { label: 'pay' },
            { label: 'reject' },
          ],
        },
      },
    },
  ],
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: false });
    run.progress(0.3);
    const { log: traces, names, hidden } = subLogOf(table, log.activityNames, run.k);
    const work = new Work(run);
    const noise = p.variant === 'im' ? 0 : p.noise;
    const options = { noise, maxDepth: p.maxDepth };
    const tree =
      p.variant === 'imd'
        ? await inductiveDfgTree(flowOf(traces), names, options, work)
        : await inductiveTree(traces, names, options, work);
    run.progress(0.9);
    const algorithm = p.variant === 'imf' && noise === 0 ? 'im' : p.variant;
    return { ...modelResult(algorithm, treeToNet(tree), tree), noise, cases: casesOf(traces), hidden };
  },
});
