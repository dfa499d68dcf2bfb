import type { Words } from '../../platform/text/words.ts';
import type { ActivityColours } from './colours.ts';
import { inWords } from './compare.ts';
import { PAGE_SIZES, type SORTS, type Variant, type VariantPage, type VariantsWork } from './model.ts';
import { sequenceOf } from './steps.ts';
import { pageOf, ROW_STEPS } from './use-cases.ts';

/** Longer filters go by a form, for an address has its limits. */
const MAX_LINK_CHARS = 1500;
/** Parameters of one variant, which do not belong to another page of the list. */
export const ELSEWHERE = { page: undefined, a: undefined, b: undefined } as const;

/**
 * The list as plain data.
 * @param most share of the most frequent variant, the whole length of a bar
 */
export function presentList(
  work: VariantsWork,
  found: VariantPage,
  most: number,
  colours: ActivityColours,
  words: Words,
) {
  const { t, fmt } = words;
  const { query } = work;
  const { page, size } = pageOf(query);
  const { sort = 'count', up } = query;
  const head = (text: string, by: (typeof SORTS)[number]) => ({
    ...{ text, num: true, sorted: by === sort ? (up ? ('ascending' as const) : ('descending' as const)) : null },
    href: work.href({ ...ELSEWHERE, sort: by === 'count' ? undefined : by, up: by === sort && !up ? '1' : undefined }),
  });
  return {
    heads: {
      cases: head(t('Cases'), 'count'),
      median: head(t('Median'), 'median'),
      mean: head(t('Mean'), 'mean'),
      steps: head(t('Steps'), 'length'),
    },
    rows: found.items.map((variant, i) => rowOf(work, variant, (page - 1) * size + i + 1, most, colours, words)),
    pages: Math.ceil(found.listed / size),
    ...{ page, size, found: found.listed, total: found.total },
    first: (page - 1) * size + 1,
    last: (page - 1) * size + found.items.length,
    once: work.mayReadCases ? found.once : 0,
    hidden: found.hidden,
    sizes: PAGE_SIZES.map((text) => ({
      text,
      href: work.href({ ...ELSEWHERE, size: text }),
      here: Number(text) === size,
    })),
    hrefs: {
      first: work.href(ELSEWHERE),
      all: work.href({ ...ELSEWHERE, q: undefined }),
      pages: work.href({ page: undefined }),
      csv: work.href({ ...ELSEWHERE, size: undefined, cover: undefined }).replace('/variants', '/variants.csv'),
    },
    sorts: [
      { value: 'count', text: t('Most cases') },
      { value: 'median', text: t('Longest median') },
      { value: 'mean', text: t('Longest mean') },
      { value: 'length', text: t('Most steps') },
    ],
    ...{ sort, q: query.q ?? '' },
    byMedian: sort === 'median' && found.listed > 1000 ? fmt.number(1000) : null,
  };
}

function rowOf(
  work: VariantsWork,
  variant: Variant,
  place: number,
  most: number,
  colours: ActivityColours,
  words: Words,
) {
  const { fmt } = words;
  const step = { id: 'variant', params: { variants: [variant.activities] } };
  const short = JSON.stringify(step).length <= MAX_LINK_CHARS;
  const { a, b } = work.query;
  return {
    id: variant.id,
    place: fmt.number(place),
    letter: variant.id === a ? 'A' : variant.id === b ? 'B' : null,
    cases: fmt.number(variant.count),
    ...{ share: variant.share, shareText: fmt.percent(variant.share), ofMost: Math.min(1, variant.share / most) },
    median: { text: fmt.duration(variant.medianMs), exact: fmt.exactDuration(variant.medianMs) },
    mean: { text: fmt.duration(variant.meanMs), exact: fmt.exactDuration(variant.meanMs) },
    length: fmt.number(variant.activities.length),
    words: inWords(variant.activities, words),
    ...sequenceOf(variant, ROW_STEPS, colours, words),
    openHref: `${work.href({ a: variant.id, b: undefined })}#compare`,
    casesHref: short && work.mayReadCases ? casesHref(work, step) : null,
  };
}

const casesHref = (work: VariantsWork, step: { id: string; params: object }): string => {
  const nothing = Object.fromEntries(Object.keys(work.query).map((name) => [name, undefined]));
  return work.hrefWith(step, nothing).replace('/variants?', '/cases?');
};
