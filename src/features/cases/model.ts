import { Choice, type Static, Type } from '#sdk';
import type { Attributes, CaseEvent, CaseRow } from '../analyses/index.ts';

export type { Attributes, CaseEvent, CaseRow } from '../analyses/index.ts';
export type Value = Attributes[string];

export interface CaseColumn {
  readonly id: string;
  readonly name: string;
  readonly class: string;
}

/** Result of the calculator `case-table`. */
export interface CaseTable {
  readonly total: number;
  readonly columns: readonly CaseColumn[];
  readonly rows: readonly CaseRow[];
}

/** Result of the calculator `case-detail`. */
export interface CaseDetail extends Omit<CaseRow, 'events'> {
  readonly total: number;
  readonly events: readonly CaseEvent[];
}

/** Result of the calculator `case-neighbours`. */
export interface Neighbours {
  readonly position: number | null;
  readonly total: number;
  /** Cases with a smaller value of what was sorted by. */
  readonly smaller: number;
  readonly previous: string | null;
  readonly next: string | null;
}

/** Cases of one page of the list. */
export const PAGE_SIZE = 100;
/** Cases that can be turned over, and that are saved at most: the reach of the case table. */
export const REACH = 100_000;
/** Events of a case that its page looks at, and those that one table shows. */
export const MOST_EVENTS = 10_000;
export const EVENTS_PER_TABLE = 500;

/** What a list of cases is asked for; the page of a case carries it along, for the way back and to its neighbours. */
const ORDER = {
  q: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the case id' })),
  sort: Type.Optional(Choice(['start', 'end', 'duration', 'events', 'id'], { description: 'Start without' })),
  desc: Type.Optional(Type.Boolean({ description: 'Largest or latest first' })),
  c: Type.Optional(
    Type.Array(Type.String({ maxLength: 1000 }), {
      maxItems: 20,
      description: 'Columns of attributes; one empty: none',
    }),
  ),
};

export const CasesQuery = Type.Object({
  ...ORDER,
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: REACH / PAGE_SIZE })),
});
export type CasesAsked = Static<typeof CasesQuery>;

export const CaseQuery = Type.Object({
  ...ORDER,
  lanes: Type.Optional(Choice(['activity', 'resource'], { description: 'What the lanes of the timeline are' })),
  part: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_EVENTS / EVENTS_PER_TABLE })),
  model: Type.Optional(Type.String({ maxLength: 100, description: 'The kept model it is compared with' })),
});
export type CaseAsked = Static<typeof CaseQuery>;

/** The order in which cases are listed, as calculators take it. */
export const orderOf = ({ q, sort, desc }: Pick<CasesAsked, 'q' | 'sort' | 'desc'>) => ({
  ...{ sort: sort ?? 'start', descending: desc ?? false },
  ...(q ? { search: q } : {}),
});

export const instantOf = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));
