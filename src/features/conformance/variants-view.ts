import type { CsvRow } from '../../platform/csv.ts';
import { ELSEWHERE } from './links.ts';
import { inWords, movesOf } from './moves.ts';
import { type Around, PAGE_SIZES, type SORTS } from './page-model.ts';
import type { AlignedVariant, Deviations } from './results.ts';

/** Moves that a row shows, and one that is looked at alone. */
const [ROW_MOVES, ALL_MOVES] = [30, 400];
/** Variants that a file holds. */
const IN_FILE = 50_000;
/** Longer filters go by a form, for an address has its limits. */
const MAX_LINK_CHARS = 1500;

const orderOf = ({ work: { query } }: Around) => ({
  ...{ sort: query.sort ?? 'count', ascending: query.up === '1', deviating: query.dev === '1' },
});

const findPage = (around: Around, limit: number, offset: number) =>
  around.work.calculate<Deviations | null>('deviations', {
    ...{ ...around.against.params, ...orderOf(around), limit, offset },
  });

/** The variants with their alignments, a page of them; null: too few cases. */
export async function presentVariants(around: Around): Promise<object | null> {
  const { work, words } = around;
  const { t, fmt } = words;
  const { page = 1, size: shown = PAGE_SIZES[0], sort = 'count', up, dev } = work.query;
  const size = Number(shown);
  const [found, chosen] = await Promise.all([findPage(around, size, (page - 1) * size), findChosen(around)]);
  if (!found) return null;
  const most = Math.max(...found.items.map(({ count }) => count), 1);
  const head = (text: string, by: (typeof SORTS)[number]) => ({
    ...{ text, num: true, sorted: by === sort ? (up ? ('ascending' as const) : ('descending' as const)) : null },
    href: work.href({ ...ELSEWHERE, sort: by === 'count' ? undefined : by, up: by === sort && !up ? '1' : undefined }),
  });
  const here = new URL(work.href({}), 'http://x');
  const f = here.searchParams.get('f') ?? '';
  here.searchParams.delete('f');
  return {
    heads: {
      ...{ cases: head(t('Cases'), 'count'), fitness: head(t('Fitness'), 'fitness') },
      ...{ cost: head(t('Deviations'), 'cost'), steps: head(t('Events'), 'length') },
    },
    rows: found.items.map((variant, i) => rowOf(around, found, variant, (page - 1) * size + i + 1, most)),
    ...{ page, pages: Math.ceil(found.total / size), total: found.total, hidden: found.hidden },
    ...{ first: (page - 1) * size + 1, last: (page - 1) * size + found.items.length },
    sizes: PAGE_SIZES.map((text) => ({
      ...{ text, here: text === shown, href: work.href({ ...ELSEWHERE, size: text }) },
    })),
    only: [
      { text: t('All variants'), here: dev !== '1', href: work.href({ ...ELSEWHERE, dev: undefined }) },
      { text: t('Deviating ones'), here: dev === '1', href: work.href({ ...ELSEWHERE, dev: '1' }) },
    ],
    pagesHref: work.href({ page: undefined }),
    form: { action: `/datasets/${work.dataset.id}/variants/picked`, back: here.pathname + here.search, f },
    ...{
      chosen: chosen.map((variant, i) => detailOf(around, found, variant, 'AB'[i]!)),
      mayReadCases: work.mayReadCases,
    },
    missing: work.query.a !== undefined && chosen.length === 0,
    closeHref: work.href({ a: undefined, b: undefined }),
    timesHref: work.hrefTo('variants', { a: work.query.a, b: work.query.b }),
    smallest: fmt.number(work.smallestGroup),
    groupsOnly: work.smallestGroup > 1,
  };
}

/** The variants of the address, whatever page they are on. */
async function findChosen({ work, against }: Around): Promise<AlignedVariant[]> {
  const ids = [work.query.a, work.query.b].filter((id) => id !== undefined);
  if (ids.length === 0) return [];
  const asked = { ...against.params, ids, limit: ids.length };
  const items = (await work.calculate<Deviations | null>('deviations', asked))?.items ?? [];
  return ids.flatMap((id) => items.find((variant) => variant.id === id) ?? []);
}

function costText({ cost, optimal, lowerBound }: AlignedVariant, { fmt }: Around['words']): string {
  if (cost === null) return `≥ ${fmt.number(lowerBound)}`;
  return optimal ? fmt.number(cost) : `${fmt.number(lowerBound)} – ${fmt.number(cost)}`;
}

const fitnessText = ({ fitness, optimal }: AlignedVariant, { fmt }: Around['words']): string =>
  `${optimal ? '' : '≥ '}${fmt.percent(fitness)}`;

function rowOf(around: Around, { cases }: Deviations, variant: AlignedVariant, place: number, most: number) {
  const { work, words } = around;
  const { fmt } = words;
  const { a, b } = work.query;
  const step = { id: 'variant', params: { variants: [[...variant.activities]] } };
  const isShort = JSON.stringify(step).length <= MAX_LINK_CHARS;
  return {
    ...{ id: variant.id, place: fmt.number(place), letter: variant.id === a ? 'A' : variant.id === b ? 'B' : null },
    ...{ cases: fmt.number(variant.count), share: fmt.percent(variant.count / cases), ofMost: variant.count / most },
    ...{ fitness: fitnessText(variant, words), fitnessShare: variant.fitness, cost: costText(variant, words) },
    ...{ fits: variant.cost === 0, events: fmt.number(variant.activities.length) },
    ...movesOf(variant, ROW_MOVES, words),
    openHref: `${work.href({ a: variant.id, b: undefined })}#compare`,
    casesHref: isShort && work.mayReadCases ? work.hrefTo('cases', {}, step) : null,
  };
}

function detailOf({ words }: Around, { cases }: Deviations, variant: AlignedVariant, letter: string) {
  const { fmt } = words;
  const { moves, more, known } = movesOf(variant, ALL_MOVES, words);
  const count = (kind: string) => fmt.number(moves.filter((move) => move.kind === kind).length);
  return {
    ...{ letter, moves, more, known, cases: fmt.number(variant.count), share: fmt.percent(variant.count / cases) },
    ...{ fitness: fitnessText(variant, words), cost: costText(variant, words), extra: count('extra') },
    ...{ missing: count('missing'), optimal: variant.optimal },
  };
}

const HEAD = ['variant', 'cases', 'fitness', 'cost', 'optimal', 'events', 'alignment'];

export async function variantsCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findPage(around, IN_FILE, 0);
  const rows = (found?.items ?? []).map((variant, i) => [
    ...[i + 1, variant.count, variant.fitness, variant.cost, variant.optimal ? 'yes' : 'no'],
    ...[variant.activities.length, inWords(movesOf(variant, Number.POSITIVE_INFINITY, around.words).moves, ' > ')],
  ]);
  return [HEAD, ...rows];
}
