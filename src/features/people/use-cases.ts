import type {
  Handovers,
  PeopleColumn,
  PeopleWork,
  Performance,
  Roles,
  Similar,
  Subcontracting,
  Together,
  Workload,
} from './model.ts';
import { USUAL_LIKENESS } from './roles-view.ts';

/** People that are shown until somebody chooses; a matrix is read cell by cell. */
const [USUAL_PEOPLE, MOST_IN_MATRIX] = [25, 40];
/** People in a file. */
const IN_FILE = 1000;
/** Handovers and pairs that are drawn or listed at most. */
const [MOST_ARCS, MOST_PAIRS] = [3000, 5000];

export const peopleOf = ({ query }: Pick<PeopleWork, 'query'>): number => query.people ?? USUAL_PEOPLE;
export const inMatrix = (work: Pick<PeopleWork, 'query'>): number => Math.min(MOST_IN_MATRIX, peopleOf(work));

/** What the page and its files ask for; null: too few cases to be shown. A file holds everybody that is not too rare. */
export function asking(
  { calculate, query }: Pick<PeopleWork, 'calculate' | 'query'>,
  column: PeopleColumn,
  file = false,
) {
  const resource = column.id;
  const top = file ? IN_FILE : peopleOf({ query });
  const matrix = file ? IN_FILE : inMatrix({ query });
  const similarity = (query.alike ?? USUAL_LIKENESS) / 100;
  const roles = (most: number) => calculate<Roles | null>('roles', { resource, similarity, top: most });
  return {
    workload: () => calculate<Workload | null>('resource-workload', { resource, top }),
    handovers: (asMatrix: boolean) =>
      calculate<Handovers | null>('handover-network', {
        ...{ resource, top: asMatrix ? matrix : top, self: asMatrix, by: 'handovers' },
        limit: file ? 50_000 : MOST_ARCS,
      }),
    /** Roles of more people than are shown: who belongs to which does not depend on how many one looks at. */
    roles: () => roles(file ? IN_FILE : 300),
    together: () =>
      calculate<Together | null>('working-together', { resource, top: matrix, limit: file ? 500_000 : MOST_PAIRS }),
    subcontracting: () => calculate<Subcontracting | null>('subcontracting', { resource, top, depth: 4, decay: 1 }),
    similar: () => calculate<Similar | null>('similar-resources', { resource, top, least: 0.5 }),
    performance: () =>
      calculate<Performance | null>('resource-performance', {
        ...{ resource, top: file ? 500 : top, limit: file ? 20_000 : MOST_PAIRS },
      }),
  };
}
