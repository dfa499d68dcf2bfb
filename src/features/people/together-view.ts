import { nameOf, type Words } from '../../platform/text/words.ts';
import { EMPTY_CELL, type HeatTable, shareHeat } from './heat-table.ts';
import type { Links } from './links.ts';
import type { Similar, Subcontracting, Together } from './model.ts';

/** Pairs in the lists of the page; the files have all. */
const LISTED = 12;

/** Cases that two people share, as a share of the cases of the one in the row. */
export function togetherTable({ nodes, pairs }: Together, links: Links, words: Words): HeatTable {
  const { t, n, fmt } = words;
  const shared = new Map(
    pairs.flatMap((pair) => [
      [`${pair.a}\u0000${pair.b}`, { cases: pair.cases, share: pair.shareOfA }] as const,
      [`${pair.b}\u0000${pair.a}`, { cases: pair.cases, share: pair.shareOfB }] as const,
    ]),
  );
  const head = (name: string) => ({
    text: nameOf(name, words),
    title: `${nameOf(name, words)} · ${t('Keep the cases in which this person took part')}`,
    href: links.person(name),
  });
  return {
    caption: t('Shared cases, as a share of the cases of the person in the row'),
    corner: t('Person'),
    columns: nodes.map(({ resource }) => head(resource)),
    rows: nodes.map(({ resource: row }) => ({
      head: head(row),
      cells: nodes.map(({ resource: column }) => {
        const of = shared.get(`${row}\u0000${column}`);
        if (!of) return EMPTY_CELL;
        const title = t('{a} and {b} share {cases}: {share} of the cases of {a}', {
          ...{ a: nameOf(row, words), b: nameOf(column, words), share: fmt.percent(of.share) },
          cases: n(of.cases, '{n} case', '{n} cases', fmt.number(of.cases)),
        });
        return {
          ...{ text: fmt.number(of.share * 100), heat: shareHeat(of.share) },
          ...{ title: `${title} · ${t('Keep these cases')}`, href: links.both(row, column) },
        };
      }),
    })),
  };
}

/** Who has a part done by whom before going on. */
export const subcontracted = ({ pairs }: Subcontracting, links: Links, words: Words) =>
  pairs.slice(0, LISTED).map(({ resource, subcontractor, count, cases }) => ({
    ...{ a: nameOf(resource, words), b: nameOf(subcontractor, words), href: links.both(resource, subcontractor) },
    ...{ value: words.fmt.number(count), cases: words.fmt.number(cases), share: count / pairs[0]!.count },
  }));

/** Who does the same kind of work. */
export const alike = ({ pairs }: Similar, links: Links, words: Words) =>
  pairs.slice(0, LISTED).map(({ a, b, similarity, common }) => ({
    ...{ a: nameOf(a, words), b: nameOf(b, words), href: links.anyOf([a, b]) },
    ...{ value: words.fmt.percent(similarity), cases: words.fmt.number(common), share: Math.max(0, similarity) },
  }));
