import type { Step } from '#sdk';
import type { CsvRow } from '../../platform/csv.ts';
import { nameOf } from '../../platform/text/words.ts';
import type { Around, Drift } from './model.ts';

/** Relations that are named at each change; one, where there are many changes. */
const SHOWN = 3;
const MANY = 12;
const SAVED = 1000;

export const findDrift = ({ work }: Around, limit = SHOWN) => work.calculate<Drift | null>('concept-drift', { limit });

/** When cases began to go otherwise: what changed, and the way to compare before and after. */
export function presentDrift(found: Drift | null, around: Around) {
  const { fmt } = around.words;
  if (!found) return null;
  const shown = found.points.length > MANY ? 1 : SHOWN;
  return {
    points: found.points.map(({ at, changed, pValue, relations, casesBefore, casesAfter }, i) => ({
      number: i + 1,
      when: { text: fmt.date(Date.parse(at)), title: fmt.exactInstant(Date.parse(at)) },
      ...{ before: fmt.number(casesBefore), after: fmt.number(casesAfter) },
      sure: probability(pValue, around),
      relations: relations.slice(0, shown).map((relation) => ({
        text: relationText(relation, around),
        before: fmt.percent(relation.shareBefore),
        after: fmt.percent(relation.shareAfter),
        more: relation.shareAfter > relation.shareBefore,
      })),
      rest: changed - Math.min(shown, relations.length),
      compareHref: compareHref(found, i, around),
    })),
  };
}

function probability(value: number, { words: { locale } }: Around): string {
  const format = new Intl.NumberFormat(locale, { notation: 'scientific', maximumSignificantDigits: 1 });
  return value === 0 ? `p < ${format.format(1e-300)}` : `p = ${format.format(value)}`;
}

type Relation = Drift['points'][number]['relations'][number];

function relationText({ kind, from, to }: Relation, { words }: Around): string {
  const { t } = words;
  const path = { from: nameOf(from ?? '', words), to: nameOf(to ?? '', words) };
  switch (kind) {
    case 'starts':
      return t('begins with {to}', path);
    case 'ends':
      return t('ends with {from}', path);
    case 'repeats':
      return t('{from} → {to}, more than once', path);
    default:
      return `${path.from} → ${path.to}`;
  }
}

/** The cases from this change to the next, beside those from the change before to this one. */
function compareHref({ points }: Drift, i: number, { work }: Around): string {
  const between = (from: string | undefined, to: string | undefined): Step => ({
    id: 'time-period',
    params: {
      ...(from === undefined ? {} : { from }),
      // The period holds its end: up to the millisecond before.
      ...(to === undefined ? {} : { to: new Date(Date.parse(to) - 1).toISOString() }),
      mode: 'started',
    },
  });
  const before = work.hrefWith(between(points[i - 1]?.at, points[i]!.at));
  const vs = new URL(before, 'http://x').searchParams.get('f') ?? '';
  return work.hrefWith(between(points[i]!.at, points[i + 1]?.at), { view: 'compare', vs });
}

/** Changes as marks on a chart whose places are periods that begin at these instants; those of one period are one mark. */
export function driftMarks(found: Drift | null, starts: readonly string[]) {
  const places = (found?.points ?? []).map(({ at }, i) => ({
    x: starts.findLastIndex((start) => Date.parse(start) <= Date.parse(at)),
    number: i + 1,
  }));
  return [...Map.groupBy(places, ({ x }) => x)]
    .filter(([x]) => x >= 0)
    .map(([x, of]) => {
      const [first, last] = [of[0]!.number, of.at(-1)!.number];
      return { x, text: first === last ? `${first}` : `${first}–${last}` };
    });
}

export async function driftCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findDrift(around, SAVED);
  return [
    ['at', 'cases_before', 'cases_after', 'p', 'kind', 'from', 'to', 'share_before', 'share_after'],
    ...(found?.points ?? []).flatMap(({ at, casesBefore, casesAfter, pValue, relations }) =>
      relations.map(({ kind, from, to, shareBefore, shareAfter }) => [
        ...[at, casesBefore, casesAfter, pValue, kind, from, to, shareBefore, shareAfter],
      ]),
    ),
  ];
}
