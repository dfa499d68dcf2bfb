import {
  ActivityRef,
  AppError,
  type Bits,
  ColumnRef,
  english,
  hasBit,
  type Log,
  type Run,
  type Static,
  Type,
} from '#sdk';
import { type Condition, columnTest, conditionParams } from '../../predicates/condition.ts';
import { type ColumnTest, rowsMatching } from '../../predicates/rows.ts';
import { ruleCode } from '../activity-codes.ts';
import { conditionSentence } from '../condition-sentence.ts';
import { defineRuleTemplate, type JudgedCases, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const params = Type.Object({
  attribute: ColumnRef('Attribute of the events, or of the case, that must meet the condition'),
  activity: Type.Optional(ActivityRef('The activity at which it must; without it, at every event')),
  ...conditionParams,
});

/** An attribute meets a condition, at every event or at those of one activity. */
export default defineRuleTemplate({
  id: 'attribute-condition',
  title: 'Attribute condition',
  summary: 'An attribute meets a condition, at one activity or everywhere.',
  params,
  looksAt: 'events',
  meaning: {
    checked:
      'Cases with an event of the activity (any, without one) at which the attribute has a value; of an attribute of the case: cases with the activity that have a value.',
    violation: 'An event at which the condition is not met; of an attribute of the case: the case, once.',
    repeated: 'Every occurrence of the activity must meet the condition.',
    missing:
      'A missing value is passed over, unless the condition asks for it (missing, not-missing). An event without an activity is looked at only where no activity is named.',
  },
  examples: [
    {
      // o1, o2, o4, o6 are checked by Bob; o3 by Bob and by Dan.
      title: 'Bob checks',
      params: { attribute: 'org:resource', activity: 'check', value: 'Bob' },
      expect: { checked: 5, violating: ['o3'], violations: 1 },
    },
    {
      // Paid: o1 100, o3 300, o4 400, o6 600.
      title: 'Nothing above 350 is paid',
      params: { attribute: 'case:amount', activity: 'pay', operator: '<=', value: 350 },
      expect: { checked: 4, violating: ['o4', 'o6'], violations: 2 },
    },
    {
      title: 'The amount is known',
      params: { attribute: 'case:amount', operator: 'not-missing' },
      expect: { checked: 6, violating: ['o5'], violations: 1 },
    },
  ],
  sentence: (p) => ({
    text:
      p.activity === undefined
        ? english('{attribute} {condition}.')
        : english('At {activity}, {attribute} {condition}.'),
    values: { attribute: quoted(p.attribute), activity: quoted(p.activity ?? ''), condition: conditionSentence(p) },
  }),
  prepare: (log, p, run) => conditionContext(log, p, run),
  judge(cases, context, found) {
    const meeting = rowsMatching(context.test, cases.segment);
    const known = context.known && rowsMatching(context.known, cases.segment);
    if (context.level === 'case') judgeCases(cases, context.code, meeting, known, found);
    else judgeEvents(cases, context.code, meeting, known, found);
  },
});

type HeldTest = Exclude<ColumnTest, { kind: 'archive' }>;

function conditionContext(log: Log, p: Static<typeof params>, run: Run) {
  const column = log.column(p.attribute);
  const test = held(columnTest(log, column, p, run.zone, 'allowed'));
  const asksForMissing = p.operator === 'missing' || p.operator === 'not-missing';
  const present: Condition = { operator: 'not-missing', ignoreCase: false };
  return {
    level: column.level,
    code: p.activity === undefined ? null : ruleCode(log, p.activity),
    test,
    known: asksForMissing ? null : held(columnTest(log, column, present, run.zone)),
  };
}

function held(test: ColumnTest): HeldTest {
  if (test.kind !== 'archive') return test;
  throw new AppError(
    'unavailable',
    'rules.archiveOnly',
    'This condition is answered only by SQL over the archive. Make the rule of the template "filter", with the filter case-attribute or event-attribute.',
  );
}

function judgeEvents(
  { count, list, offsets, activity, rows }: JudgedCases,
  code: number | null,
  meeting: Bits,
  known: Bits | null,
  found: Int32Array,
): void {
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    let checked = 0;
    let violations = 0;
    for (let e = offsets[c]!; e < end; e++) {
      if (code !== null && activity[e] !== code) continue;
      const row = rows === null ? e : rows[e]!;
      if (known !== null && !hasBit(known, row)) continue;
      checked++;
      if (!hasBit(meeting, row)) violations++;
    }
    found[k] = checked === 0 ? NOT_CHECKED : violations;
  }
}

function judgeCases(
  { count, list, offsets, activity }: JudgedCases,
  code: number | null,
  meeting: Bits,
  known: Bits | null,
  found: Int32Array,
): void {
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    let e = offsets[c]!;
    if (code !== null) while (e < end && activity[e] !== code) e++;
    const checked = e < end && (known === null || hasBit(known, c));
    found[k] = checked ? Number(!hasBit(meeting, c)) : NOT_CHECKED;
  }
}
