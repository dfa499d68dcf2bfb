import { ActivityRef, andNotBits, type Bits, Choice, type Log, type Segment, type View } from '#sdk';
import { activityCodesOf } from '../log/activities.ts';
import { judgeRules, verdictOf } from './judge.ts';
import { peopleRule, Who } from './people.ts';

type Template = 'different-people' | 'same-person';

/** Parameters of a filter by who did two activities. @param usual what the filter keeps when nothing is said */
export const peopleFilterParams = (usual: 'kept' | 'violated') => ({
  activity: ActivityRef('One activity'),
  other: ActivityRef('The other activity; it may be the same again, when it is done twice'),
  attribute: Who,
  mode: Choice(['kept', 'violated'], {
    default: usual,
    description:
      'Keep the cases that keep to it, or those that violate it; cases in which not both are done by somebody known are in neither',
  }),
});

/** The context of the rule; a filter, unlike a rule, is not made for activities that the log does not have. */
export function peopleFilterContext(log: Log, p: { activity: string; other: string; attribute?: string | undefined }) {
  activityCodesOf(log, [p.activity, p.other]);
  return peopleRule(log, p);
}

/** The cases that a rule about people speaks about, and that keep or violate it. */
export function casesByPeople(
  segment: Segment,
  view: View,
  { template, context, mode }: { template: Template; context: unknown; mode: 'kept' | 'violated' },
): Bits {
  const [verdict] = judgeRules(segment, view, [{ template, context }], verdictOf);
  const { checked, violating } = verdict!;
  return mode === 'violated' ? violating : andNotBits(checked, violating);
}
