import { ActivityRefs, Choice, invalid, type Log, type Static, Type } from '#sdk';
import { TracePairs } from '../../discovery/trace-pairs.ts';
import { activationsOf, TEMPLATES } from '../../model/declare.ts';
import { ruleCode } from '../activity-codes.ts';
import { DECLARE_SENTENCES } from '../declare-sentences.ts';
import { defineRuleTemplate, type JudgedCases, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const ids = TEMPLATES.map(({ id }) => id) as [string, ...string[]];

const params = Type.Object({
  constraint: Choice(ids, { description: 'The DECLARE template, by its name in small letters with hyphens' }),
  activities: Type.Array(ActivityRefs().items, {
    ...{ minItems: 1, maxItems: 2 },
    description: 'Its activities: one (init, end, existence, absence, exactly) or two, A and B, in their order',
  }),
  n: Type.Integer({
    ...{ default: 1, minimum: 1, maximum: 1_000_000 },
    description: 'The number of existence, absence (fewer than n) and exactly; the others have none',
  }),
});

/** A DECLARE constraint (Pesic 2007; Maggi 2012); what each means stands in `src/mining/model/declare.ts`. */
export default defineRuleTemplate({
  id: 'declare',
  title: 'DECLARE constraint',
  summary: 'A case fulfils a constraint of a DECLARE template.',
  params,
  looksAt: 'activities',
  meaning: {
    checked:
      'Cases that activate the constraint; one activity, choice and exclusive choice: every case. Of a case that does not, the constraint says nothing (it is met vacuously).',
    violation: 'An activation that is not fulfilled; of constraints that every case activates: the case, once.',
    repeated: 'Each occurrence that activates the constraint must be fulfilled.',
    missing:
      'An event without an activity is none of them, and stands between. Events at the same time keep the order of the log.',
  },
  examples: [
    {
      // o2 rejects instead.
      title: 'After each check a payment',
      params: { constraint: 'response', activities: ['check', 'pay'] },
      expect: { checked: 5, violating: ['o2'], violations: 1 },
    },
    {
      // o5 has neither; the others have one of the two.
      title: 'Paid or rejected, and not both',
      params: { constraint: 'exclusive-choice', activities: ['pay', 'reject'] },
      expect: { checked: 6, violating: ['o5'], violations: 1 },
    },
    {
      // o4 decides twice.
      title: 'Decided fewer than two times',
      params: { constraint: 'absence', activities: ['decide'], n: 2 },
      expect: { checked: 6, violating: ['o4'], violations: 1 },
    },
  ],
  sentence: ({ constraint, activities: [a = '', b = ''], n }) => ({
    text: DECLARE_SENTENCES[constraint]!,
    values: { a: quoted(a), b: quoted(b), n: String(n) },
  }),
  prepare: (log, p) => declareContext(log, p),
  judge(cases, context, found) {
    const template = TEMPLATES.find(({ id }) => id === context.constraint)!;
    const { n, numbers } = context;
    if (template.kind === 'unary')
      judgeEach(cases, numbers, found, (trace) => Number(!template.holds(trace.own(0), n)));
    else
      judgeEach(cases, numbers, found, (trace) => {
        const pair = trace.between(0, 1);
        const activations = activationsOf(template, pair);
        return activations === 0 ? NOT_CHECKED : activations - template.fulfilled(pair);
      });
  },
});

/** Number of the activity that each code is, A 0 and B 1; −1: another one. */
function declareContext(log: Log, { constraint, activities, n }: Static<typeof params>) {
  const template = TEMPLATES.find(({ id }) => id === constraint)!;
  const wanted = template.kind === 'unary' ? 1 : 2;
  if (activities.length !== wanted || new Set(activities).size !== wanted)
    invalid(
      'rules.declareActivities',
      `The DECLARE template ${constraint} needs ${wanted === 1 ? 'one activity' : 'two different activities'}.`,
    );
  if (n !== 1 && !(template.kind === 'unary' && template.numbered))
    invalid('rules.declareNumber', `The DECLARE template ${constraint} has no number: leave n out.`);
  const numbers = new Int32Array(log.activities + 1).fill(-1);
  activities.forEach((name, i) => {
    const code = ruleCode(log, name);
    if (code < numbers.length) numbers[code] = i;
  });
  return { constraint, n, numbers };
}

function judgeEach(
  { count, list, offsets, activity }: JudgedCases,
  numbers: Int32Array,
  found: Int32Array,
  violations: (trace: TracePairs) => number,
): void {
  const trace = new TracePairs(2);
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    trace.read(activity, offsets[c]!, offsets[c + 1]!, numbers);
    found[k] = violations(trace);
  }
}
