import { PAGE_SIZES, type Variant, type VariantPage, type VariantsAsked, type VariantsWork } from './model.ts';

/** Steps that a row shows, and one that is looked at alone. */
export const ROW_STEPS = 30;
const ALL_STEPS = 200;
/** Variants that are asked for at a time, and that a file holds. */
const BATCH = 200;
const IN_FILE = 50_000;

const NOTHING: VariantPage = { total: 0, once: 0, cases: 0, hidden: 0, listed: 0, items: [] };
type Listing = Pick<VariantsAsked, 'sort' | 'up' | 'q'>;

const orderOf = ({ sort = 'count', up, q = '' }: Listing) => ({ sort, ascending: up === '1', containing: q.trim() });

/** Which page is shown, counted from 1, and how long pages are. */
export const pageOf = ({ page = 1, size = PAGE_SIZES[0] }: VariantsAsked) => ({ page, size: Number(size) });

/** A page of the list; of a page behind the end, nothing. Null results mean fewer cases than may be shown. */
export async function listVariants(work: VariantsWork): Promise<VariantPage> {
  const { page, size } = pageOf(work.query);
  const asked = { ...orderOf(work.query), limit: size, offset: (page - 1) * size, steps: ROW_STEPS };
  return (await work.calculate<VariantPage | null>('variant-list', asked)) ?? NOTHING;
}

/** These variants, in the order of the ids; one that the filters left out, or that too few cases took, is not there. */
export async function findVariants(
  calculate: <T>(calculator: string, params: object) => Promise<T>,
  ids: readonly string[],
  steps = ALL_STEPS,
): Promise<Variant[]> {
  if (ids.length === 0) return [];
  const asked = { ids: [...new Set(ids)], limit: BATCH, steps };
  const items = (await calculate<VariantPage | null>('variant-list', asked))?.items ?? [];
  return ids.flatMap((id) => items.find((variant) => variant.id === id) ?? []);
}

/** The whole list in parts. */
export async function* eachVariant(
  work: Pick<VariantsWork, 'calculate'> & { query: Listing },
): AsyncGenerator<readonly Variant[]> {
  for (let offset = 0; offset < IN_FILE; offset += BATCH) {
    const asked = { ...orderOf(work.query), limit: BATCH, offset };
    const { items, listed } = (await work.calculate<VariantPage | null>('variant-list', asked)) ?? NOTHING;
    yield items;
    if (offset + BATCH >= listed) return;
  }
}
