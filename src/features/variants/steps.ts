import { nameOf, type Words } from '../../platform/text/words.ts';
import type { ActivityColours } from './colours.ts';
import type { Variant } from './model.ts';

/** A step of a sequence as `variants/sequence.eta` shows it. */
export interface StepView {
  readonly name: string;
  readonly colour: number;
  /** Median time since the step before; empty where there is none. */
  readonly time: string;
  readonly exact: string;
}

export const stepOf = (
  activity: string,
  ms: number | null | undefined,
  colours: ActivityColours,
  words: Words,
): StepView => ({
  ...{ name: nameOf(activity, words), colour: colours.of(activity) },
  time: ms === null || ms === undefined ? '' : words.fmt.shortDuration(ms),
  exact: ms === null || ms === undefined ? '' : words.fmt.exactDuration(ms),
});

/** The first steps of a variant, and how many are left out. */
export function sequenceOf(
  variant: Pick<Variant, 'activities' | 'stepMs'>,
  most: number,
  colours: ActivityColours,
  words: Words,
) {
  const steps = variant.activities
    .slice(0, most)
    .map((activity, i) => stepOf(activity, variant.stepMs[i], colours, words));
  return { steps, more: Math.max(0, variant.activities.length - most) };
}
