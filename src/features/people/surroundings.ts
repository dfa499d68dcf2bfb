import type { Words } from '../../platform/text/words.ts';
import type { Workload } from './model.ts';

/** Those who are not shown, in a sentence. */
export const othersOf = ({ others }: Pick<Workload, 'others'>, { n, fmt }: Words): string | null =>
  others.resources === 0
    ? null
    : n(
        others.resources,
        '{n} more person is not shown.',
        '{n} more people are not shown.',
        fmt.number(others.resources),
      );
