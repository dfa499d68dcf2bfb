import { ActivityRef, Choice, defineFilter, invalid, type Log, nearest, Type } from '#sdk';
import { type Comparison, ModelParams } from '../conformance/check-view.ts';
import type { Aligned } from '../conformance/measures.ts';
import { againstOfModel, tracesByAlignment } from '../conformance/variants-by-model.ts';
import { casesInTraceSet } from '../predicates/trace-set.ts';

const params = Type.Object({
  move: Choice(['extra', 'left-out'], {
    default: 'extra',
    description:
      'extra: the case does it and the model cannot; left-out: the model needs it and the case does not do it',
  }),
  activity: Type.Optional(ActivityRef('Only deviations at this activity; without it, at any')),
  mode: Choice(['any', 'none'], {
    default: 'any',
    description: 'Keep the cases with such a deviation, or those without',
  }),
  ...ModelParams,
});

/**
 * Keeps the cases with a chosen deviation: a move of the log alone or of the model alone in the optimal alignment that the
 * calculator `deviations` shows. Cases without an alignment, because the search ended early, are kept in neither mode.
 */
export default defineFilter({
  id: 'deviation',
  version: 1,
  title: 'Deviation',
  summary: 'Keeps the cases that do something beyond a model, or leave out what it needs.',
  category: 'conformance',
  params,
  examples: [
    {
      // o4 decides before the check: that decision is beyond the model. o3 checks twice: another activity.
      title: 'Decided once too often',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )", activity: 'decide' },
      expect: { cases: 1, events: 5 },
    },
    {
      title: 'Something was left out: o5 ends after register',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )", move: 'left-out' },
      expect: { cases: 1, events: 1 },
    },
  ],
  keeps: () => 'cases',
  against: againstOfModel,
  prepare: (log, p, run) =>
    tracesByAlignment(log, p, run, (compared) => {
      const isWanted = p.move === 'extra' ? isExtra(p.activity) : isLeftOut(compared, p.activity);
      if (p.activity !== undefined) checkActivity(log, compared, p.activity);
      return ({ trace, alignment: { moves } }) =>
        moves !== null && moves.some((move) => isWanted(trace, move)) === (p.mode === 'any');
    }),
  select: (segment, view, _p, traces) => casesInTraceSet(segment, view, traces),
});

type Wanted = (trace: Aligned['trace'], move: NonNullable<Aligned['alignment']['moves']>[number]) => boolean;

const isExtra =
  (activity: string | undefined): Wanted =>
  (trace, { event, transition }) =>
    transition === null && event !== null && (activity === undefined || trace[event] === activity);

function isLeftOut({ aligner: { net } }: Comparison, activity: string | undefined): Wanted {
  return (_trace, { event, transition }) => {
    if (event !== null || transition === null) return false;
    const { label } = net.transitions[transition]!;
    return label !== null && (activity === undefined || label === activity);
  };
}

/** The log and the model may each know activities that the other does not. */
function checkActivity(log: Log, { aligner: { net } }: Comparison, activity: string): void {
  if (activity === '' || log.activityCode(activity) > 0) return;
  const labels = net.transitions.flatMap(({ label }) => label ?? []);
  if (labels.includes(activity)) return;
  const near = nearest(activity, [...log.activityNames, ...labels]);
  invalid(
    'filter.unknownActivity',
    `Neither the log nor the model has an activity "${activity.slice(0, 100)}".${near ? ` Did you mean "${near}"?` : ''}`,
  );
}
