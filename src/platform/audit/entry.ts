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

/** Every column but the two hashes, in a fixed order, as one JSON array: what is hashed, here and by whoever checks an export. */
export const canonicalText = (row: Omit<AuditRow, 'hash' | 'prev_hash'>): string =>
  JSON.stringify([
    row.seq,
    row.at,
    row.actor,
    row.ip,
    row.method,
    row.tenant_id,
    row.action,
    row.object,
    row.outcome,
    row.before,
    row.after,
    row.request_id,
  ]);

/** HMAC-SHA-256(key, prev_hash ‖ canonical text). */
export const rowHash = (key: Uint8Array, row: Omit<AuditRow, 'hash'>, canonical = canonicalText(row)): string =>
  new Bun.CryptoHasher('sha256', key).update(row.prev_hash).update(canonical).digest('hex');

/**
 * SHA-256(hash ‖ canonical text): what a checkpoint speaks of. Anyone can compute it from a row and its hash; from the leaf alone nobody
 * can guess the row, because its hash is known to those who have the row.
 */
export const leafOf = (hash: string, canonical: string): string =>
  new Bun.CryptoHasher('sha256').update(hash).update(canonical).digest('hex');
