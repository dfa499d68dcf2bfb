import { defineKernel, hasBit, type Segment } from '#sdk';
import { type CaseKey, type CasePageParams, caseKeys, compareCases, idTest, type Keys, withId } from './case-page.ts';

export interface NeighboursParams extends Pick<CasePageParams, 'sort' | 'descending' | 'search'> {
  /** The case whose neighbours are asked for. */
  of: CaseKey;
}

export interface Neighbours {
  /** Cases in front of it. */
  before: number;
  /** Cases whose measure is smaller; with sort by id, 0. */
  smaller: number;
  total: number;
  previous: CaseKey | null;
  next: CaseKey | null;
  order: Pick<CasePageParams, 'sort' | 'descending'>;
}

/** How many cases stand in front of one in an order, and which stand next to it; the order is that of `casePage`. */
export const caseNeighbours = defineKernel<NeighboursParams, Neighbours>({
  id: 'case-neighbours',
  partial(segment, view, { sort, descending, search, of }) {
    const wanted = idTest(null, search);
    const order = { sort, descending };
    const found: Neighbours = { before: 0, smaller: 0, total: 0, previous: null, next: null, order };
    let keyOf: ((c: number) => Keys) | null = null;
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      if (wanted !== null && !wanted(segment.caseId(c))) continue;
      found.total++;
      keyOf ??= caseKeys(segment, view);
      place(found, lazily(segment, keyOf(c)), of);
    }
    return { ...found, previous: plain(found.previous), next: plain(found.next) };
  },
  merge: (a, b) => ({
    ...{ before: a.before + b.before, smaller: a.smaller + b.smaller, total: a.total + b.total, order: a.order },
    previous: nearer(a.previous, b.previous, a.order, 1),
    next: nearer(a.next, b.next, a.order, -1),
  }),
});

/** Ids are decoded for ties alone, and for the two that are answered. */
const lazily = (segment: Segment, keys: Keys): CaseKey => ({
  ...keys,
  get id() {
    return withId(segment, keys).id;
  },
});

const plain = (key: CaseKey | null): CaseKey | null => key && { ...key };

function place(found: Neighbours, key: CaseKey, of: CaseKey): void {
  const { sort } = found.order;
  if (sort !== 'id' && key[sort] < of[sort]) found.smaller++;
  const compared = compareCases(key, of, found.order);
  if (compared < 0) {
    found.before++;
    found.previous = nearer(found.previous, key, found.order, 1);
  } else if (compared > 0) found.next = nearer(found.next, key, found.order, -1);
}

/** The later of two with sign 1, the earlier with sign -1. */
function nearer(a: CaseKey | null, b: CaseKey | null, order: Neighbours['order'], sign: 1 | -1): CaseKey | null {
  if (!a || !b) return a ?? b;
  return sign * compareCases(a, b, order) >= 0 ? a : b;
}
