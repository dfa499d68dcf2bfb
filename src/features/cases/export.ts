import { BYTE_ORDER_MARK, csvLine } from '../../platform/csv.ts';
import type { Download } from '../../platform/http/route.ts';
import type { Work } from '../workbench/index.ts';
import type { CaseRow, CasesAsked, CaseTable } from './model.ts';
import { demandSingleCases, eachCase } from './use-cases.ts';
import { shortName } from './value-text.ts';

/** The kept cases as a file, written while they are computed. */
export async function exportCases(work: Work<CasesAsked>): Promise<Download> {
  demandSingleCases(work);
  const parts = eachCase(work);
  // The first part is computed before the answer begins: what is refused is refused with a status.
  let next = await parts.next();
  let begun = false;
  const encoder = new TextEncoder();
  const content = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done) return controller.close();
      const { columns, rows } = next.value;
      const text =
        (begun ? '' : BYTE_ORDER_MARK + headLine(columns)) + rows.map((row) => caseLine(row, columns)).join('');
      begun = true;
      next = await parts.next();
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  return { name: `${work.dataset.name} cases.csv`, contentType: 'text/csv; charset=utf-8', content };
}

const headLine = (columns: CaseTable['columns']): string =>
  csvLine(['case', 'start', 'end', 'duration_ms', 'events', ...columns.map(({ name }) => shortName(name))]);

const caseLine = (row: CaseRow, columns: CaseTable['columns']): string =>
  csvLine([
    ...[row.caseId, row.start, row.end, row.durationMs, row.events],
    ...columns.map(({ name }) => row.attributes[name] ?? null),
  ]);
