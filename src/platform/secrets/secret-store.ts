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
  /** How many secrets each key wraps; `known` is false for a key that is not in the ring. */
  usage(): { kekId: string; secrets: number; known: boolean }[];
  /** Wraps the next secrets with the current key, in one transaction; what they hold is not decrypted. */
  rewrapSome(next: NextSecrets): SomeSecrets;
  /** Encrypts the next secrets anew, each with a new key of its own, as a new version. */
  resealSome(next: NextSecrets): SomeSecrets;
  /** Opens the next secrets, and lets go of what they hold. */
  checkSome(next: NextSecrets): SomeSecrets;
}

/** The secrets after one, in the order of their ids. */
export interface NextSecrets {
  /** Id of the last one that was gone through; empty: from the beginning. */
  readonly after: string;
  readonly limit: number;
}

export interface SomeSecrets {
  /** How many were done. */
  readonly done: number;
  /** Those that do not open: changed, moved, or without their key. They stay as they are. */
  readonly broken: readonly BrokenSecret[];
  /** Where to go on; null: these were the last. */
  readonly last: string | null;
}

export interface BrokenSecret {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
}

interface SecretRow {
  id: string;
  tenant_id: string;
  name: string;
  version: number;
  kek_id: string;
  record: string;
}

/** Whether anything is sealed: then the key that wraps it must be there. */
export const holdsSecrets = (db: Reader): boolean => db.get(sql`select 1 from secrets limit 1`) !== null;

export function secretStore(parts: { db: Db; ring: KeyRing; clock?: Clock; newId?: () => string }): SecretStore {
  const { db, ring, clock = systemClock, newId = systemId } = parts;
  const find = (from: Reader, tenant: string, name: string) =>
    from.get<SecretRow>(sql`select id, tenant_id, name, version, kek_id, record from secrets
      where tenant_id = ${tenant} and name = ${name}`);
  const rewrapOne = (tx: Tx, row: SecretRow) =>
    tx.run(sql`update secrets set record = ${rewrap(ring, row.record, placeOf(row))}, kek_id = ${ring.currentId}
      where id = ${row.id}`);
  const resealOne = (tx: Tx, row: SecretRow) => {
    const version = row.version + 1;
    const record = seal(ring, open(ring, row.record, placeOf(row)), placeOf({ ...row, version }));
    tx.run(sql`update secrets set record = ${record}, kek_id = ${ring.currentId}, version = ${version},
      updated_at = ${clock.now()} where id = ${row.id}`);
  };
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
    usage: () =>
      db
        .all<{ kekId: string; secrets: number }>(sql`select kek_id as "kekId", count(*) as secrets from secrets
          group by kek_id order by kek_id`)
        .map((row) => ({ ...row, known: ring.find(row.kekId) !== undefined })),
    rewrapSome: ({ after, limit }) =>
      db.transaction((tx) =>
        goThrough(
          tx.all<SecretRow>(sql`select id, tenant_id, name, version, kek_id, record from secrets
            where kek_id <> ${ring.currentId} and id > ${after} order by id limit ${limit}`),
          limit,
          (row) => rewrapOne(tx, row),
        ),
      ),
    resealSome: (next) => db.transaction((tx) => goThrough(rowsOf(tx, next), next.limit, (row) => resealOne(tx, row))),
    checkSome: (next) => goThrough(rowsOf(db, next), next.limit, (row) => open(ring, row.record, placeOf(row))),
  };
}

const rowsOf = (from: Reader, { after, limit }: NextSecrets): SecretRow[] =>
  from.all(sql`select id, tenant_id, name, version, kek_id, record from secrets
    where id > ${after} order by id limit ${limit}`);

/** Does the work for each; one that does not open is told, and stops nothing. */
function goThrough(rows: readonly SecretRow[], limit: number, work: (row: SecretRow) => unknown): SomeSecrets {
  const broken: BrokenSecret[] = [];
  for (const row of rows) {
    try {
      work(row);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'secrets.cannotOpen') throw error;
      broken.push({ id: row.id, tenant: row.tenant_id, name: row.name });
    }
  }
  return { done: rows.length - broken.length, broken, last: rows.length < limit ? null : rows.at(-1)!.id };
}

const placeOf = (row: Pick<SecretRow, 'id' | 'tenant_id' | 'version'>): SecretPlace => ({
  tenant: row.tenant_id,
  table: 'secrets',
  row: row.id,
  column: 'record',
  version: row.version,
});
