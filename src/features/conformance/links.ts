import type { Step } from '#sdk';
import { stayingModel } from './against.ts';
import type { Around } from './page-model.ts';

/** Parameters of one variant or step, which do not belong to another selection of cases. */
export const ELSEWHERE = { page: undefined, a: undefined, b: undefined, step: undefined } as const;

/** Where clicks on deviations lead: one more filter, the model staying what it is. Null: the model is too long for an address. */
export interface DeviationLinks {
  deviation(move: 'extra' | 'left-out', activity: string, mode?: 'none'): string | null;
  fitting(mode: 'conforming' | 'deviating'): string | null;
  /** The same cases, listed; null also where single cases are not shown. */
  casesOf(move: 'extra' | 'left-out', activity: string): string | null;
}

export function deviationLinks({ work, against, ...rest }: Around): DeviationLinks {
  const { filter } = against;
  const keep = stayingModel({ work, against, ...rest });
  const here = (step: Step) => work.hrefWith(step, { ...ELSEWHERE, ...keep });
  const deviating = (move: 'extra' | 'left-out', activity: string, mode?: 'none'): Step | null =>
    filter && { id: 'deviation', params: { move, activity, ...(mode && { mode }), ...filter } };
  return {
    deviation(move, activity, mode) {
      const step = deviating(move, activity, mode);
      return step && here(step);
    },
    fitting: (mode) => filter && here({ id: 'conforms-to-model', params: { mode, ...filter } }),
    casesOf(move, activity) {
      const step = deviating(move, activity);
      return step && work.mayReadCases ? work.hrefTo('cases', {}, step) : null;
    },
  };
}
