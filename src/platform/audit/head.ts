import { createHmac, timingSafeEqual } from 'node:crypto';
import { sql } from '#sdk';
import type { Reader, Tx } from '../db/index.ts';
import type { AuditRow } from './entry.ts';

/** How far the chain reaches. Kept outside the table, so that cutting off its end is noticed. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

const SETTING = 'audit.head';

const macOf = (key: Uint8Array, head: ChainHead): string =>
  createHmac('sha256', key).update(`head|${head.seq}|${head.hash}`).digest('hex');

/** Null when there is none; `forged` when it was not written with this key. */
export function readHead(db: Reader, key: Uint8Array): ChainHead | 'forged' | null {
  const row = db.get<{ value: string }>(sql`select value from settings where tenant_id is null and key = ${SETTING}`);
  if (!row) return null;
  const { seq, hash, mac } = (JSON.parse(row.value) ?? {}) as Partial<ChainHead & { mac: string }>;
  if (typeof seq !== 'number' || typeof hash !== 'string' || typeof mac !== 'string') return 'forged';
  const expected = Buffer.from(macOf(key, { seq, hash }));
  const given = Buffer.from(mac);
  return expected.length === given.length && timingSafeEqual(expected, given) ? { seq, hash } : 'forged';
}

export function writeHead(tx: Tx, key: Uint8Array, head: ChainHead, atMs: number): void {
  const value = JSON.stringify({ ...head, mac: macOf(key, head) });
  const { changes } = tx.run(sql`update settings set value = ${value}, updated_at = ${atMs}
    where tenant_id is null and key = ${SETTING}`);
  if (changes === 0) tx.run(sql`insert into settings (key, value, updated_at) values (${SETTING}, ${value}, ${atMs})`);
}

export const lastRow = (db: Reader): Pick<AuditRow, 'seq' | 'hash'> | null =>
  db.get(sql`select seq, hash from audit_log order by seq desc limit 1`);
