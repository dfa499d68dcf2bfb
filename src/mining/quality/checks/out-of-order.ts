import { english, noBits, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { state } from '../statement.ts';

/** Events that were written later than they happened. */
export default defineMarkCheck({
  id: 'out-of-order',
  title: 'Out of order',
  summary:
    'Events earlier than one that stands before them in their case in the source. Events are put in order of time when they are loaded, cases that lack a time keep the order of the source; each load is judged by itself.',
  dimension: 'consistency',
  weight: 1,
  zeroAt: 0.2,
  source: 'Suriadi et al. 2017: inadvertent time travel; Bose, Mans, van der Aalst 2013: incorrect timestamps',
  use: 'always',
  params: Type.Object({}),
  level: () => 'event',
  lacks: ({ knowsSourceOrder }) =>
    knowsSourceOrder
      ? null
      : state(
          english(
            'The order of the source is not known: rows of a table, of several files as one, or with several times have none, and older loads do not say it. Load a file anew to have it judged.',
          ),
        ),
  prepare: () => ({ context: null }),
  mark: (segment) => segment.outOfOrder?.slice() ?? noBits(segment.events),
  statement: ({ rows, of, cases }) =>
    state(english('{rows} of {of} events are earlier than one that stands before them ({cases} cases).'), {
      ...{ rows, of, cases },
    }),
  advice: state(
    english(
      'Look whether these times say when something happened, or when it was written down. Switch the check off where the source lists the newest first.',
    ),
  ),
  leaveOut: 'cases',
});
