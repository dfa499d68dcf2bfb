import { mkdirSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError, sql } from '#sdk';
import type { RegionCache } from './engine/cache-folders.ts';
import { openEgress } from './open-egress.ts';
import { openRegions } from './open-regions.ts';
import { type AuditLog, auditLog } from './platform/audit/index.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import type { Config, LoadedConfig } from './platform/config/index.ts';
import { secretValues } from './platform/config/index.ts';
import { type Db, migrate, openDb } from './platform/db/index.ts';
import type { EgressOwner } from './platform/egress/index.ts';
import { idSource } from './platform/ids.ts';
import { lockDataFolder } from './platform/lock.ts';
import { openLog, type RootLog } from './platform/log/index.ts';
import {
  holdsSecrets,
  type KeyFiles,
  openKey,
  Rotation,
  type SecretStore,
  secretStore,
  WrappingKeys,
} from './platform/secrets/index.ts';

/** What the appliance stands on: one data folder, held alone, with its database, its keys and its log. */
export interface Foundations {
  readonly config: Config;
  readonly dataFolder: string;
  readonly cacheFolder: string;
  /** Storage roots by region; `local` is the data folder. */
  readonly roots: Readonly<Record<string, string>>;
  /** Those of them that are not the data folder, each with its own cache. */
  readonly regions: readonly RegionCache[];
  readonly threads: number;
  readonly sqlMemoryBytes: number;
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Differs with every start. */
  readonly bootId: string;
  readonly log: RootLog;
  /** Names of the migrations that this start applied. */
  readonly migrated: readonly string[];
  readonly audit: AuditLog;
  readonly secrets: SecretStore;
  /** New keys for the secrets. */
  readonly rotation: Rotation;
  /** Every key of this installation, as files of a data folder. */
  readonly keyFiles: () => KeyFiles;
  /** The one door through which connections leave. */
  readonly egress: EgressOwner;
  /** Signs the access tokens of API clients. */
  readonly tokenKey: Buffer;
  /** Closes the database and gives the folder free. */
  close(): void;
}

/** Takes the data folder for this process alone, brings its database up to date, and opens its keys. */
export function openFoundations(loaded: LoadedConfig, purpose: string): Foundations {
  const { config } = loaded;
  const dataFolder = resolve(config.data.folder);
  const lock = lockDataFolder(dataFolder, { purpose });
  const secretsKnown = secretValues(loaded);
  const log = openLog(config.log, { secrets: secretsKnown });
  let db: Db | undefined;
  try {
    db = openDb(join(dataFolder, 'adit.sqlite'));
    const opened = db;
    const { applied, backup } = migrate(db);
    if (applied.length > 0) log.info('db.migrated', { applied, backup });
    const key = (configured: string, setting: string, file: string, isInUse = false) =>
      openKey({ configured, setting, file: join(dataFolder, file), isInUse });
    // With another key every row that is there would be found broken.
    const auditKey = key(config.audit.key, 'audit.key', 'audit.key', holdsAuditRows(db));
    const tokenKey = key(config.session.token_key, 'session.token_key', 'token.key');
    const cacheFolder = config.cache.folder ? resolve(config.cache.folder) : join(dataFolder, 'cache');
    mkdirSync(cacheFolder, { recursive: true, mode: 0o700 });
    // The children that load the native library take its place from here.
    if (config.cache.folder) process.env.ADIT_NATIVE_DIR ??= join(cacheFolder, 'native');
    const newId = idSource(systemClock);
    const wrapping = WrappingKeys.open({
      ...{ folder: dataFolder, configured: config.secrets.key, olderFiles: config.secrets.older_key_files },
      isInUse: holdsSecrets(db),
    });
    const secrets = secretStore({ db, ring: wrapping.ring, newId });
    demandKnownKeys(secrets, config.secrets.key ? null : join(dataFolder, 'secrets.key'));
    const audit = auditLog(auditKey, { secrets: secretsKnown });
    return {
      ...{ config, dataFolder, cacheFolder, db, log, newId, clock: systemClock, bootId: newId(), migrated: applied },
      ...openRegions(dataFolder, config.data.regions),
      threads: config.engine.threads || availableParallelism(),
      sqlMemoryBytes: config.engine.memory_bytes || Math.floor(totalmem() / 2),
      egress: openEgress(config, { log, audit, db, clock: systemClock }),
      ...{ audit, secrets, tokenKey, rotation: new Rotation(wrapping, secrets) },
      keyFiles: () => ({ ...asFiles({ 'audit.key': auditKey, 'token.key': tokenKey }), ...wrapping.asFiles() }),
      close() {
        opened.close();
        log.close();
        lock.release();
      },
    };
  } catch (error) {
    db?.close();
    log.close();
    lock.release();
    throw error;
  }
}

const holdsAuditRows = (db: Db): boolean => db.get(sql`select 1 from audit_log limit 1`) !== null;

const asFiles = (keys: Record<string, Buffer>): KeyFiles =>
  Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key.toString('base64')]));

/**
 * Refuses to start when the database holds secrets that no key at hand opens: going on would only move the failure to the moment when
 * a connector needs its password, and would seal new secrets under the wrong key.
 * @param file where the key was read; null: from the setting
 */
function demandKnownKeys(secrets: SecretStore, file: string | null): void {
  const lost = secrets.usage().filter((key) => !key.known);
  if (lost.length === 0) return;
  const count = lost.reduce((n, key) => n + key.secrets, 0);
  const where = file === null ? 'The setting "secrets.key"' : `The key file "${file}"`;
  throw new AppError(
    'unavailable',
    'secrets.keyMissing',
    `${where} is not the key that wraps ${count} stored secret${count === 1 ? '' : 's'} (they name the key ${lost.map((key) => key.kekId).join(', ')}). Put back the key that belongs to this data folder, from the backup of its key files; without it these secrets cannot be opened.`,
  );
}
