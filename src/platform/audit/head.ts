import { createHmac, timingSafeEqual } from 'node:crypto';
import { sql } from '#sdk';
import type { Reader, Tx } from '../db/index.ts';
import type { AuditRow } from './entry.ts';

/** How far the chain reaches. Kept outside the table, so that cutting off its end is noticed. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** Two marks lie outside their tables: the last row of the chain, and the last checkpoint (by the digest of its line). */
export type Mark = 'head' | 'checkpoint';

const macOf = (key: Uint8Array, mark: Mark, { seq, hash }: ChainHead): string =>
  createHmac('sha256', key).update(`${mark}|${seq}|${hash}`).digest('hex');

/** Null when there is none; `forged` when it was not written with this key. */
export function readMark(db: Reader, key: Uint8Array, mark: Mark): ChainHead | 'forged' | null {
  const row = db.get<{ value: string }>(
    sql`select value from settings where tenant_id is null and key = ${`audit.${mark}`}`,
  );
  if (!row) return null;
  const { seq, hash, mac } = (JSON.parse(row.value) ?? {}) as Partial<ChainHead & { mac: string }>;
  if (typeof seq !== 'number' || typeof hash !== 'string' || typeof mac !== 'string') return 'forged';
  const expected = Buffer.from(macOf(key, mark, { seq, hash }));
  const given = Buffer.from(mac);
  return expected.length === given.length && timingSafeEqual(expected, given) ? { seq, hash } : 'forged';
}

export function writeMark(tx: Tx, key: Uint8Array, mark: Mark, at: ChainHead, nowMs: number): void {
  const setting = `audit.${mark}`;
  const value = JSON.stringify({ ...at, mac: macOf(key, mark, at) });
  const { changes } = tx.run(sql`update settings set value = ${value}, updated_at = ${nowMs}
    where tenant_id is null and key = ${setting}`);
  if (changes === 0) tx.run(sql`insert into settings (key, value, updated_at) values (${setting}, ${value}, ${nowMs})`);
}

export const lastRow = (db: Reader): Pick<AuditRow, 'seq' | 'hash'> | null =>
  db.get(sql`select seq, hash from audit_log order by seq desc limit 1`);
