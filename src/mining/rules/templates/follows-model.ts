import { english, Type } from '#sdk';
import { ModelParams } from '../../conformance/check-view.ts';
import { isDiscovered } from '../../conformance/model-of.ts';
import { findTrace } from '../../kernels/variant-table.ts';
import { compareWithModel } from '../model-rule.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';

const params = Type.Object(ModelParams);

/** The trace of the case is one that the model can show. */
export default defineRuleTemplate({
  id: 'follows-model',
  title: 'Follows a model',
  summary: 'A case follows a model: a BPMN diagram, a Petri net or a process tree.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Every case, but those for which the search ended before it was sure.',
    violation:
      'A deviation in a cheapest way to replay the case: an event beyond the model, or a step that is left out.',
    repeated: 'The model says how often an activity may occur.',
    missing: 'An event without an activity is one that the model does not have.',
  },
  examples: [
    {
      // o3 checks once too often and o4 decides once too often; o5 leaves out check, decide and the end.
      title: 'Register, check, decide, then pay or reject',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )" },
      expect: { checked: 6, violating: ['o3', 'o4', 'o5'], violations: 5 },
    },
  ],
  sentence: () => ({ text: english('A case must follow the model.'), values: {} }),
  against: ({ model }) => (isDiscovered(model) ? 'previous' : 'base'),
  prepare: async (log, p, run) => (await compareWithModel(log, p, run)).context,
  judge({ count, list, offsets, activity }, { table, deviations }, found) {
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const v = findTrace(table, activity, offsets[c]!, offsets[c + 1]!);
      found[k] = v < 0 ? NOT_CHECKED : deviations[v]!;
    }
  },
});
