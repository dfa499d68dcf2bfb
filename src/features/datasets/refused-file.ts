import type { Actor } from '../../platform/access/actor.ts';
import { BYTE_ORDER_MARK, csvLine } from '../../platform/csv.ts';
import type { Download } from '../../platform/http/route.ts';
import type { ImportParts } from './jobs.ts';
import { eachRefused, type OpenRefusal, openRefusal, recordSight, seenRow } from './refused-rows.ts';

/** Columns before those of the file. The first one tells the rows apart, the others are for people: nobody reads them back. */
export const OWN_HEADS = ['adit row', 'adit file', 'adit line', 'adit column', 'adit reason', 'adit text'] as const;

/**
 * The refused rows of a load in the columns of its file, with what was wrong before them. Single cases leave the appliance by it: it
 * is recorded before the first byte goes out.
 */
export async function downloadRefused(
  parts: ImportParts,
  actor: Actor,
  of: { readonly dataset: string; readonly load: string },
): Promise<Download> {
  const open = openRefusal(parts, actor, of.dataset, of.load);
  if (open.refusal) recordSight(parts, actor, open, 'dataset.exportRefused', { rows: open.refusal.rows });
  const name = `${open.dataset.name} refused.csv`;
  return { name, contentType: 'text/csv; charset=utf-8', content: streamOf(open) };
}

function streamOf(open: OpenRefusal): ReadableStream<Uint8Array> {
  const { refusal, columns } = open;
  const encoder = new TextEncoder();
  const blocks = refusal ? eachRefused(open) : null;
  let begun = false;
  return new ReadableStream({
    async pull(controller) {
      if (!begun) {
        begun = true;
        const heads = csvLine([...OWN_HEADS, ...columns.map(({ header }) => header)]);
        return controller.enqueue(encoder.encode(BYTE_ORDER_MARK + heads));
      }
      const block = await blocks?.next();
      if (!block || block.done) return controller.close();
      const lines = block.value.map(([row, line]) => {
        const { file, line: at, problems, cells, text } = seenRow(open, row, line);
        const of = (what: (p: (typeof problems)[number]) => string | null) =>
          problems.flatMap((p) => what(p) ?? []).join('; ');
        const own = [row, file, at, of((p) => p.column), of((p) => p.reason), text];
        return csvLine([...own, ...(cells ?? columns.map(() => null))]);
      });
      controller.enqueue(encoder.encode(lines.join('')));
    },
    async cancel() {
      await blocks?.return(undefined);
    },
  });
}
