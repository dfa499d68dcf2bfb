import { Type } from '#sdk';

/** How far a value may be, as Iglewicz and Hoaglin propose. */
export const factorParam = () =>
  Type.Number({
    ...{ default: 3.5, minimum: 1, maximum: 1000 },
    description:
      'Modified z-score above which a value is unusual: 0.6745 times its distance from the median by the median distance',
  });
