import type { Actor } from '../../platform/access/actor.ts';
import { proofEnd, proofHead, proofRow, proofStatement, rowData } from '../../platform/audit/index.ts';
import { BYTE_ORDER_MARK, csvLine } from '../../platform/csv.ts';
import type { Download } from '../../platform/http/route.ts';
import type { AuditFilter, AuditSearch, FoundRow } from './model.ts';
import { type AuditParts, searchOf } from './use-cases.ts';

export const EXPORT_FORMATS = ['csv', 'json', 'proof'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What is saved under a name, as it is made. */
export interface AuditFile extends Download {
  readonly content: ReadableStream<Uint8Array>;
}

const FILES: Record<ExportFormat, { name: string; contentType: string }> = {
  csv: { name: 'audit-log.csv', contentType: 'text/csv; charset=utf-8' },
  json: { name: 'audit-log.json', contentType: 'application/json; charset=utf-8' },
  proof: { name: 'audit-log.proof.jsonl', contentType: 'application/jsonl; charset=utf-8' },
};

const ROWS_AT_A_TIME = 500;

/**
 * The rows that are asked for, oldest first, as a file. That it was taken out is recorded first, and stands in the file itself where the
 * question covers it. With proof everything is sealed before, so that every row has a checkpoint behind it.
 */
export function exportAudit(parts: AuditParts, actor: Actor, filter: AuditFilter, format: ExportFormat): AuditFile {
  const search = searchOf(parts, actor, filter);
  parts.changes.make(actor, (change) =>
    change.record({ action: 'audit.export', kind: 'audit', id: 'log', after: { format, filter } }),
  );
  if (format === 'proof') parts.keeper.sealAll();
  const upTo = parts.store.head()?.seq ?? 0;
  const chunks =
    format === 'proof'
      ? proofChunks(parts, search, { exportedAt: new Date(parts.clock.now()).toISOString(), filter })
      : format === 'csv'
        ? csvChunks(parts, search, upTo)
        : jsonChunks(parts, search, upTo);
  return { ...FILES[format], content: streamOf(chunks) };
}

async function* rowBatches({ reader }: AuditParts, search: AuditSearch, upTo: number): AsyncGenerator<FoundRow[]> {
  let after = 0;
  for (;;) {
    const rows = await reader.rows(search, after, upTo, ROWS_AT_A_TIME);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.seq;
  }
}

const COLUMNS = [
  ...['seq', 'at', 'actor', 'actorName', 'ip', 'method', 'tenant', 'action', 'object', 'outcome', 'before', 'after'],
  ...['requestId', 'prevHash', 'hash'],
];

async function* csvChunks(parts: AuditParts, search: AuditSearch, upTo: number): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(COLUMNS);
  for await (const rows of rowBatches(parts, search, upTo))
    yield rows
      .map((r) =>
        csvLine([
          ...[r.seq, new Date(r.at).toISOString(), r.actor, r.actorName, r.ip, r.method, r.tenant_id, r.action],
          ...[r.object, r.outcome, r.before, r.after, r.request_id, r.prev_hash, r.hash],
        ]),
      )
      .join('');
}

async function* jsonChunks(parts: AuditParts, search: AuditSearch, upTo: number): AsyncGenerator<string> {
  let before = '[\n';
  for await (const rows of rowBatches(parts, search, upTo)) {
    yield before + rows.map((row) => JSON.stringify({ ...rowData(row), actorName: row.actorName })).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* proofChunks(
  parts: AuditParts,
  search: AuditSearch,
  about: { exportedAt: string; filter: unknown },
): AsyncGenerator<string> {
  const { store, audit } = parts;
  yield `${proofHead(audit.keys.signer.publicKey)}\n`;
  for (const line of store.tombstoneLines()) yield `${proofStatement('tombstone', line)}\n`;
  const { removedUpTo } = store.sealedState();
  let [after, count] = [0, 0];
  for (;;) {
    const [next] = store.checkpointsAfter(after, 1);
    if (!next) break;
    const { from, seq } = next.said;
    const found = seq > removedUpTo ? await parts.reader.rows(search, from - 1, seq, seq - from + 1) : [];
    const exported = new Set(found.map((row) => row.seq));
    const rows = exported.size > 0 ? store.segment(from, seq) : [];
    const lines = rows.map((row) => proofRow(row, exported.has(row.seq)));
    yield [...lines, proofStatement('checkpoint', next.line), ''].join('\n');
    after = seq;
    count += exported.size;
  }
  yield `${proofEnd(audit.keys.signer, { ...about, rows: count, upTo: after })}\n`;
}

/** Makes a text part by part as it is taken. */
function streamOf(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(stream) {
      const { value, done } = await chunks.next();
      if (done) stream.close();
      else stream.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await chunks.return(undefined)),
  });
}
