import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Foundations } from '../src/foundations.ts';
import { openEgress } from '../src/open-egress.ts';
import { auditLog } from '../src/platform/audit/index.ts';
import { type TestClock, testClock } from '../src/platform/clock.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { memoryDb } from '../src/platform/db/index.ts';
import { idSource } from '../src/platform/ids.ts';
import { createLog } from '../src/platform/log/index.ts';
import { Rotation, secretStore, WrappingKeys } from '../src/platform/secrets/index.ts';

export interface ExampleFoundations extends Foundations {
  readonly clock: TestClock;
  /** What was logged. */
  readonly lines: string[];
}

/** Tests ask more in a minute than anybody would; those of the limits set them. */
export const NO_LIMITS = { ADIT__LIMITS__ACCOUNT_PER_MINUTE: '0', ADIT__LIMITS__ADDRESS_PER_MINUTE: '0' };

/**
 * Foundations without a data folder: a database in memory, a clock that stands still, the default configuration. Nothing is written
 * below `dataFolder` (the machine's temporary folder) as long as no file is loaded and no thread starts; files that are loaded or
 * uploaded lie below `root`.
 */
export function exampleFoundations(env: Record<string, string> = {}, root = tmpdir()): ExampleFoundations {
  const clock = testClock();
  const newId = idSource(clock);
  const db = memoryDb();
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line), reopen() {}, close() {} };
  const dataFolder = tmpdir();
  const { config } = loadConfig({ env: { ...NO_LIMITS, ...env } });
  const log = createLog({ sink, clock });
  const audit = auditLog(randomBytes(32), { clock });
  const unused = join(dataFolder, `adit-unused-${randomUUID()}`);
  const configured = randomBytes(32).toString('base64');
  const wrapping = WrappingKeys.open({ folder: unused, configured, olderFiles: [], isInUse: false });
  const secrets = secretStore({ db, ring: wrapping.ring, newId, clock });
  return {
    ...{ config, db, clock, newId, lines, bootId: newId(), log, audit, migrated: [] },
    ...{ dataFolder, cacheFolder: unused, roots: { local: root }, regions: [] },
    ...{ threads: 1, sqlMemoryBytes: 256 * 1_048_576 },
    egress: openEgress(config, { log, audit, db, clock }),
    ...{ secrets, rotation: new Rotation(wrapping, secrets), keyFiles: () => wrapping.asFiles() },
    tokenKey: randomBytes(32),
    close: () => db.close(),
  };
}
