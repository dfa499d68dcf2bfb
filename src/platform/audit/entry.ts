import { createHmac } from 'node:crypto';

/** What is recorded of one act. `before` and `after` are cleaned of secrets before they are stored. */
export interface AuditEntry {
  /** Who: `user/<id>`, `service/<id>`, `system`, `command-line`. */
  readonly actor: string;
  readonly ip?: string | null;
  /** How the actor proved who it is: session, token, api-key, … */
  readonly method?: string | null;
  /** Null: the appliance itself. */
  readonly tenant: string | null;
  /** Noun and verb: `project.rename`. */
  readonly action: string;
  /** `project/<id>`. */
  readonly object: string;
  readonly outcome: 'success' | 'failure' | 'denied';
  readonly before?: unknown;
  readonly after?: unknown;
  readonly requestId?: string | null;
}

/** A row of `audit_log` as it stands. */
export interface AuditRow {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly ip: string | null;
  readonly method: string | null;
  readonly tenant_id: string | null;
  readonly action: string;
  readonly object: string;
  readonly outcome: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly request_id: string | null;
  readonly prev_hash: string;
  readonly hash: string;
}

/** What stands before the first row. */
export const GENESIS = '0'.repeat(64);

/** What stands before a row that had to be written while the head was lost or forged: the break stays visible for ever. */
export const BROKEN = 'f'.repeat(64);

/** HMAC-SHA-256(key, prev_hash ‖ canonical JSON): every column but the hash, in a fixed order, as one JSON array. */
export function rowHash(key: Uint8Array, row: Omit<AuditRow, 'hash'>): string {
  const { seq, at, actor, ip, method, tenant_id, action, object, outcome, before, after, request_id } = row;
  const canonical = JSON.stringify([
    seq,
    at,
    actor,
    ip,
    method,
    tenant_id,
    action,
    object,
    outcome,
    before,
    after,
    request_id,
  ]);
  return createHmac('sha256', key).update(row.prev_hash).update(canonical).digest('hex');
}
