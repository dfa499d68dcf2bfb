import { defineKernel, invalid, type Log, type Run } from '#sdk';
import { type DfgCounts, type DfgParams, dfg } from '../kernels/dfg.ts';
import type { Causes } from '../kernels/resource-pairs.ts';
import { instanceView } from '../log/activity-instances.ts';

/** More activities would make a matrix of more than four megabytes. */
const MOST_ACTIVITIES = 2000;

export const followsOfInstances = defineKernel<DfgParams, DfgCounts>({
  id: 'organisation.follows',
  partial: (segment, view, params) => dfg.partial(segment, instanceView(segment, view), params),
  merge: dfg.merge,
});

/**
 * The causal dependencies of the Alpha algorithm over activity instances: a is a cause of b where b directly follows a and
 * a never directly follows b.
 */
export async function causesOf(log: Log, run: Run): Promise<Causes> {
  const { activities } = log;
  if (activities > MOST_ACTIVITIES) {
    const most = `at most ${MOST_ACTIVITIES} activities`;
    invalid(
      'organisation.tooManyActivities',
      `Causal dependencies are looked for among ${most}; this log has ${activities}. Leave "causal" out.`,
      [{ pointer: '/params/causal', message: most }],
    );
  }
  const { arcs } = await run.reduce(followsOfInstances, { activities, durations: false, cases: false });
  const width = activities + 1;
  const follows = new Uint8Array(width * width);
  for (const key of arcs.keys) follows[(key >>> 16) * width + (key & 0xffff)] = 1;
  const is = follows.map((one, at) => {
    const [from, to] = [Math.floor(at / width), at % width];
    return one === 1 && from > 0 && to > 0 && follows[to * width + from] === 0 ? 1 : 0;
  });
  return { is, width };
}
