import { AppError, sql } from '#sdk';
import { type Clock, systemClock } from '../clock.ts';
import type { Db, Reader, Tx } from '../db/index.ts';
import { newId as systemId } from '../ids.ts';
import { type KeyRing, open, rewrap, type SecretPlace, seal } from './envelope.ts';

/** Secrets of tenants (passwords of connectors, keys of webhooks), stored sealed. What is read here is never shown. */
export interface SecretStore {
  /** Sets the value under a name; a former one is gone. Returns the id. */
  put(tx: Tx, tenant: string, name: string, value: string): string;
  read(db: Reader, tenant: string, name: string): string;
  remove(tx: Tx, tenant: string, name: string): boolean;
  /** Wraps up to `limit` secrets with the current key; call until it returns 0. Each is its own transaction: it may be interrupted. */
  rewrapSome(limit: number): number;
  /** How many secrets each key wraps; `known` is false for a key that is not in the ring. */
  usage(): { kekId: string; secrets: number; known: boolean }[];
}

interface SecretRow {
  id: string;
  tenant_id: string;
  version: number;
  kek_id: string;
  record: string;
}

export function secretStore(parts: { db: Db; ring: KeyRing; clock?: Clock; newId?: () => string }): SecretStore {
  const { db, ring, clock = systemClock, newId = systemId } = parts;
  const find = (from: Reader, tenant: string, name: string) =>
    from.get<SecretRow>(sql`select id, tenant_id, version, kek_id, record from secrets
      where tenant_id = ${tenant} and name = ${name}`);
  return {
    put(tx, tenant, name, value) {
      const known = find(tx, tenant, name);
      const row = { id: known?.id ?? newId(), tenant_id: tenant, version: (known?.version ?? 0) + 1 };
      const record = seal(ring, value, placeOf(row));
      const now = clock.now();
      tx.run(sql`insert into secrets (id, tenant_id, name, version, kek_id, record, created_at, updated_at)
        values (${row.id}, ${tenant}, ${name}, ${row.version}, ${ring.currentId}, ${record}, ${now}, ${now})
        on conflict (tenant_id, name) do update set version = excluded.version, kek_id = excluded.kek_id,
          record = excluded.record, updated_at = excluded.updated_at`);
      return row.id;
    },
    read(from, tenant, name) {
      const row = find(from, tenant, name);
      if (!row) throw new AppError('not_found', 'secrets.unknown', `There is no secret "${name}".`);
      return open(ring, row.record, placeOf(row));
    },
    remove: (tx, tenant, name) =>
      tx.run(sql`delete from secrets where tenant_id = ${tenant} and name = ${name}`).changes > 0,
    rewrapSome(limit) {
      const rows = db.all<SecretRow>(sql`select id, tenant_id, version, kek_id, record from secrets
        where kek_id <> ${ring.currentId} order by id limit ${limit}`);
      for (const row of rows) {
        const record = rewrap(ring, row.record, placeOf(row));
        // Only if nobody set a new value meanwhile.
        db.run(sql`update secrets set record = ${record}, kek_id = ${ring.currentId}
          where id = ${row.id} and version = ${row.version} and kek_id = ${row.kek_id}`);
      }
      return rows.length;
    },
    usage: () =>
      db
        .all<{ kekId: string; secrets: number }>(sql`select kek_id as "kekId", count(*) as secrets from secrets
          group by kek_id order by kek_id`)
        .map((row) => ({ ...row, known: ring.find(row.kekId) !== undefined })),
  };
}

const placeOf = (row: Pick<SecretRow, 'id' | 'tenant_id' | 'version'>): SecretPlace => ({
  tenant: row.tenant_id,
  table: 'secrets',
  row: row.id,
  column: 'record',
  version: row.version,
});
