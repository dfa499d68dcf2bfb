import { escapeActing } from '../../log/line.ts';
import type { AuditRow } from '../entry.ts';

/** What a receiver gets: the rows of the chain in their order, its checkpoints, and what could not be sent. */
export type AuditMessage =
  | { readonly kind: 'row'; readonly row: AuditRow }
  | { readonly kind: 'checkpoint'; readonly seq: number; readonly at: number; readonly line: string }
  | { readonly kind: 'gap'; readonly from: number; readonly to: number; readonly at: number };

export type MessageFormat = 'json' | 'cef';

const parsed = (text: string | null): unknown => {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    // An altered row: it is sent as it stands.
    return text;
  }
};

/** A row as programs read it: in exports and in what receivers get. */
export const rowData = (r: AuditRow) => ({
  ...{ seq: r.seq, at: new Date(r.at).toISOString(), actor: r.actor, ip: r.ip, method: r.method, tenant: r.tenant_id },
  ...{ action: r.action, object: r.object, outcome: r.outcome, before: parsed(r.before), after: parsed(r.after) },
  ...{ requestId: r.request_id, prevHash: r.prev_hash, hash: r.hash },
});

const gapText = ({ from, to }: { from: number; to: number }): string =>
  `Rows ${from} to ${to} were gone before they could be sent`;

/** One JSON object, on one line whatever the row holds. */
export function jsonMessage(message: AuditMessage): string {
  if (message.kind === 'row') return escapeActing(JSON.stringify(rowData(message.row)));
  const at = new Date(message.at).toISOString();
  return JSON.stringify(
    message.kind === 'checkpoint'
      ? { at, checkpoint: message.line }
      : { at, gap: { from: message.from, to: message.to }, message: gapText(message) },
  );
}

/** CEF (ArcSight Common Event Format, version 0), on one line whatever the row holds. */
export function cefMessage(message: AuditMessage, version: string): string {
  const head = (id: string, name: string, severity: number) =>
    `CEF:0|Adit|Adit|${[version, id, name].map(cefHeader).join('|')}|${severity}|`;
  if (message.kind === 'checkpoint')
    return `${head('audit.checkpoint', 'Checkpoint', 1)}${cefFields({ rt: message.at, externalId: message.seq, msg: message.line })}`;
  if (message.kind === 'gap')
    return `${head('audit.gap', 'Gap', 9)}${cefFields({ rt: message.at, externalId: message.from, msg: gapText(message) })}`;
  const { row } = message;
  const fields = {
    ...{ rt: row.at, externalId: row.seq, suser: row.actor, src: row.ip, act: row.action, outcome: row.outcome },
    ...labelled(1, 'object', row.object),
    ...labelled(2, 'tenant', row.tenant_id),
    ...labelled(3, 'before', row.before),
    ...labelled(4, 'after', row.after),
    ...labelled(5, 'hash', row.hash),
    ...labelled(6, 'requestId', row.request_id),
  };
  return `${head(row.action, row.action, row.outcome === 'success' ? 3 : 6)}${cefFields(fields)}`;
}

const labelled = (n: number, label: string, value: string | null) =>
  value === null ? {} : { [`cs${n}Label`]: label, [`cs${n}`]: value };

const cefHeader = (text: string): string =>
  escapeActing(text.replaceAll(/[\\|]/g, String.raw`\$&`).replaceAll(/[\r\n]+/g, ' '));

const cefFields = (fields: Record<string, string | number | null>): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${cefValue(String(value))}`)
    .join(' ');

const cefValue = (text: string): string =>
  escapeActing(
    text.replaceAll(/[\\=]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`),
  );
