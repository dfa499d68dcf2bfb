import { type Bits, Choice, english, hasBit, invalid, type Step, StepRef, Type } from '#sdk';
import { leafSteps } from '../../views/leaf-steps.ts';
import { defineRuleTemplate } from '../rule-template.ts';

const params = Type.Object({
  step: StepRef('A filter with its parameters, { "id", "params" }, or several in and, or and not'),
  violates: Choice(['kept', 'removed'], {
    default: 'kept',
    description: 'Whether the cases that the filter keeps break the rule, or those that it removes',
  }),
});

/** Any filter as a rule. */
export default defineRuleTemplate({
  id: 'filter',
  title: 'A filter',
  summary: 'A case is kept, or removed, by a filter.',
  params,
  looksAt: 'events',
  meaning: {
    checked: 'Every case.',
    violation:
      'A case that the filter keeps (or removes, as the rule says); one for each case. A filter of events keeps a case that it leaves an event.',
    repeated: 'As the filter has it.',
    missing: 'As the filter has it.',
  },
  examples: [
    {
      // o3 takes 6 h, o6 a day.
      title: 'No case of more than four hours',
      params: { step: { id: 'case-duration', params: { maxMs: 14_400_000 } }, violates: 'removed' },
      expect: { checked: 6, violating: ['o3', 'o6'], violations: 2 },
    },
    {
      title: 'Nothing comes from the shop',
      params: { step: { id: 'case-attribute', params: { attribute: 'case:channel', value: 'shop' } } },
      expect: { checked: 6, violating: ['o3', 'o4'], violations: 2 },
    },
  ],
  sentence: ({ step, violates }) => ({
    text:
      violates === 'kept'
        ? english('The filter {filter} must not keep a case.')
        : english('The filter {filter} must keep every case.'),
    values: {
      filter: leafSteps([step])
        .map(({ id }) => id)
        .join(', '),
    },
  }),
  // What a filter sees of the others is known to the host alone: the rule sees the view.
  against: () => 'previous',
  steps: ({ step }) => [step],
  async prepare(_log, { step, violates }, run) {
    if (leafSteps([step as Step]).some(({ id }) => id === 'rule-violation'))
      invalid(
        'rules.ruleInRule',
        'A rule cannot rest on the filter rule-violation. Add the rules of that filter instead.',
      );
    return { kept: await run.select([step as Step]), violates };
  },
  judge({ segment, count, list }, { kept, violates }, found) {
    const bits: Bits = kept[segment.index]!;
    const violating = violates === 'kept' ? 1 : 0;
    for (let k = 0; k < count; k++) {
      found[k] = Number(hasBit(bits, list === null ? k : list[k]!)) === violating ? 1 : 0;
    }
  },
});
