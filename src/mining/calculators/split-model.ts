import { CaseSupport, defineCalculator, Type } from '#sdk';
import { subLogOf } from '../discovery/inductive/from-variants.ts';
import { casesOf } from '../discovery/inductive/sub-log.ts';
import { BpmnSchema, bpmnToJson, ModelFields, modelResult } from '../discovery/model-result.ts';
import { splitModel } from '../discovery/split/split-miner.ts';
import { Work } from '../discovery/work.ts';
import { variants } from '../kernels/variants.ts';

const params = Type.Object({
  epsilon: Type.Number({
    title: 'Concurrency (ε)',
    default: 0.1,
    minimum: 0,
    maximum: 1,
    description:
      'Two activities that follow each other in both orders are concurrent when the two counts differ by less than this share of their sum; 0: none are',
  }),
  eta: Type.Number({
    title: 'Filter (η)',
    default: 0.4,
    minimum: 0,
    maximum: 1,
    description:
      'Percentile of the most frequent paths into and out of each activity; rarer paths are left out, but for the best way to and from each activity; 0: nothing is left out',
  }),
  replaceInclusive: Type.Boolean({
    title: 'Without inclusive gateways',
    default: false,
    description: 'Concurrency that would need an inclusive gateway is taken for a choice instead',
  }),
});

const result = Type.Object({
  ...ModelFields,
  bpmn: BpmnSchema,
  cases: CaseSupport('Cases of the view'),
  hidden: Type.Integer({ minimum: 0, description: 'Activities left out because too few cases stand behind them' }),
  findings: Type.Array(Type.String(), {
    description: 'What the model does not show as the log does: one sentence each',
  }),
});

/**
 * A BPMN process and its Petri net by Split Miner: always sound, with no more than one task for each activity. Under a least
 * group size, activities of fewer cases are taken out of the traces before.
 */
export default defineCalculator({
  id: 'split-model',
  version: 1,
  title: 'Model by Split Miner',
  summary: 'Discovers a BPMN process and a sound Petri net, accurate and simple; rare paths are left out.',
  category: 'map and model',
  params,
  result,
  view: 'model',
  examples: [
    {
      // check → decide 5, decide → check 1: the weaker goes. Most frequent paths: register, check, decide, pay and the end of pay
      // 6, 4, 5, 4, 4; decide → reject and the end of reject 1. Of 1 1 4 4 4 5 6 number round(0.4 · 7) = 3 is 4: o4's decide after
      // register and o5's end there are rarer. reject keeps its only way. o3 checks twice.
      title: 'Register, check once or again, decide, then pay or reject',
      params: {},
      expect: {
        algorithm: 'split',
        cases: 6,
        hidden: 0,
        findings: [],
        net: {
          initial: { source: 1 },
          final: { sink: 1 },
          transitions: [
            { label: 'register' },
            { label: 'check' },
            { label: null },
            { label: 'decide' },
            { label: 'pay' },
            { label: 'reject' },
          ],
        },
      },
    },
    {
      // From the start on: register, then the end (o5), check or decide (o4), each behind a gateway where ways meet; check again,
      // or decide; pay or reject.
      title: 'With every path: o5 ends after register, o4 decides before the check',
      params: { eta: 0 },
      expect: {
        bpmn: {
          nodes: [
            { kind: 'start' },
            { name: 'register' },
            { kind: 'exclusive' },
            { kind: 'exclusive' },
            { kind: 'exclusive' },
            { kind: 'exclusive' },
            { name: 'check' },
            { name: 'decide' },
            { kind: 'end' },
            { kind: 'exclusive' },
            { kind: 'exclusive' },
            { name: 'pay' },
            { name: 'reject' },
          ],
        },
      },
    },
  ],
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: false });
    run.progress(0.3);
    const { log: traces, names, hidden } = subLogOf(table, log.activityNames, run.k);
    const { net, bpmn, apart } = await splitModel(traces, names, p, new Work(run));
    run.progress(0.9);
    const why = p.replaceInclusive
      ? 'a loop could begin again while something else goes on, or the model would need an inclusive gateway'
      : 'a loop could begin again while something else goes on, or would need an inclusive gateway';
    const findings = apart.map(
      ([a, b]) => `"${names[a]}" and "${names[b]}" happen in both orders, but are a choice and a loop here: ${why}.`,
    );
    return { ...modelResult('split', net), bpmn: bpmnToJson(bpmn), cases: casesOf(traces), hidden, findings };
  },
});
