import { BYTE_ORDER_MARK, csvLine } from '../../platform/csv.ts';
import type { Download } from '../../platform/http/route.ts';
import type { Variant, VariantsWork } from './model.ts';
import { eachVariant } from './use-cases.ts';

const HEAD = ['variant', 'cases', 'share', 'median_ms', 'mean_ms', 'p90_ms', 'steps', 'activities'];

/** The variants in the order of the list, written while they are computed. */
export async function exportVariants(work: VariantsWork): Promise<Download> {
  const parts = eachVariant(work);
  // The first part is computed before the answer begins: what is refused is refused with a status.
  let next = await parts.next();
  let place = 0;
  const encoder = new TextEncoder();
  const content = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done) return controller.close();
      const head = place === 0 ? BYTE_ORDER_MARK + csvLine(HEAD) : '';
      const lines = next.value.map((variant) => lineOf(variant, ++place));
      controller.enqueue(encoder.encode(head + lines.join('')));
      next = await parts.next();
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  return { name: `${work.dataset.name} variants.csv`, contentType: 'text/csv; charset=utf-8', content };
}

const lineOf = ({ count, share, medianMs, meanMs, p90Ms, activities }: Variant, place: number): string =>
  csvLine([place, count, share, medianMs, meanMs, p90Ms, activities.length, activities.join(' > ')]);
