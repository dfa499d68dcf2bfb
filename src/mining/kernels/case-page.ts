import { COLUMNS, defineKernel, hasBit, type Segment, type View } from '#sdk';
import { byBytes } from '../log/byte-order.ts';
import { firstInOrder } from '../log/first-in-order.ts';
import { caseSpans } from '../predicates/case-spans.ts';
import { countRange } from '../views/selection.ts';

export type CaseSort = 'start' | 'end' | 'duration' | 'events' | 'id';

export interface CasePageParams {
  sort: CaseSort;
  descending: boolean;
  /** Cases wanted from the beginning of the order. */
  first: number;
  /** Only the case of this id; null: all. */
  caseId: string | null;
  /** Only cases whose id holds this, whatever the case of its letters; null: all. */
  search: string | null;
}

/** One case of a page. Start and end are wall time, the duration is on the view's clock; NaN where unknown. */
export interface CaseKey {
  id: string;
  segment: number;
  case: number;
  start: number;
  end: number;
  duration: number;
  events: number;
}

export interface CasePage {
  total: number;
  cases: CaseKey[];
  order: Pick<CasePageParams, 'sort' | 'descending' | 'first'>;
}

/**
 * The first cases of a view in an order that does not depend on segments: the measure (unknown last), then start
 * (unknown last), then id by bytes.
 */
export const casePage = defineKernel<CasePageParams, CasePage>({
  id: 'case-page',
  partial(segment, view, { sort, descending, first, caseId, search }) {
    const wanted = idTest(caseId, search);
    const kept: number[] = [];
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      if (wanted === null || wanted(segment.caseId(c))) kept.push(c);
    }
    const order = { sort, descending, first };
    if (kept.length === 0) return { total: 0, cases: [], order };
    const keyOf = caseKeys(segment, view);
    const measures = Float64Array.from(kept, (c) => (sort === 'id' ? 0 : keyOf(c)[sort]));
    const page = firstInOrder(kept.length, first, (a, b) => {
      // Most pairs are settled by the measure; ids are decoded for ties alone.
      const settled = sort === 'id' ? 0 : unknownLast(measures[a]!, measures[b]!, descending ? -1 : 1);
      return settled || compareCases(withId(segment, keyOf(kept[a]!)), withId(segment, keyOf(kept[b]!)), order);
    });
    return { total: kept.length, cases: page.map((i) => withId(segment, keyOf(kept[i]!))), order };
  },
  merge(a, b) {
    const cases: CaseKey[] = [];
    let [i, j] = [0, 0];
    while (cases.length < a.order.first && (i < a.cases.length || j < b.cases.length)) {
      const [x, y] = [a.cases[i], b.cases[j]];
      if (x && (!y || compareCases(x, y, a.order) <= 0)) {
        cases.push(x);
        i++;
      } else {
        cases.push(y!);
        j++;
      }
    }
    return { total: a.total + b.total, cases, order: a.order };
  },
});

/** Null: every id will do, and none needs to be decoded. */
export function idTest(caseId: string | null, search: string | null): ((id: string) => boolean) | null {
  if (caseId !== null) return (id) => id === caseId && (search === null || holds(id, search));
  return search === null ? null : (id) => holds(id, search);
}

const holds = (id: string, part: string): boolean => id.toLowerCase().includes(part.toLowerCase());

export type Keys = Omit<CaseKey, 'id'>;

export const withId = (segment: Segment, keys: Keys): CaseKey => ({ ...keys, id: segment.caseId(keys.case) });

export function caseKeys(segment: Segment, view: View): (c: number) => Keys {
  const wall = segment.numbers(COLUMNS.time);
  const { starts, ends } = caseSpans(segment, view, wall);
  const worked = view.time === wall ? { starts, ends } : caseSpans(segment, view, view.time);
  const { offsets } = segment;
  return (c) => ({
    segment: segment.index,
    case: c,
    start: starts[c]!,
    end: ends[c]!,
    duration: worked.ends[c]! - worked.starts[c]!,
    events: view.events ? countRange(view.events, offsets[c]!, offsets[c + 1]!) : offsets[c + 1]! - offsets[c]!,
  });
}

/** Order of two cases: the measure (unknown last), then start (unknown last), then id by bytes. */
export function compareCases(
  a: Omit<CaseKey, 'segment' | 'case'>,
  b: Omit<CaseKey, 'segment' | 'case'>,
  { sort, descending }: Pick<CasePageParams, 'sort' | 'descending'>,
): number {
  const sign = descending ? -1 : 1;
  if (sort === 'id') return sign * byBytes(a.id, b.id);
  return unknownLast(a[sort], b[sort], sign) || unknownLast(a.start, b.start, 1) || byBytes(a.id, b.id);
}

function unknownLast(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}
