import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { invalid } from '#sdk';
import type { AuditLog } from './platform/audit/index.ts';
import type { Clock } from './platform/clock.ts';
import { type Config, namedTargets } from './platform/config/index.ts';
import type { Db } from './platform/db/index.ts';
import { type Denial, type EgressOwner, type EgressSettings, egressDoor } from './platform/egress/index.ts';
import type { Log } from './platform/log/index.ts';

interface Witnesses {
  readonly log: Pick<Log, 'warn'>;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly db: Pick<Db, 'transaction'>;
  readonly clock: Clock;
}

/** The door for connections that leave, as the configuration wants it. What it refuses is logged and audited. */
export function openEgress(config: Config, witnesses: Witnesses): EgressOwner {
  const door = egressDoor({ settings: egressSettings(config), denied: denialRecorder(witnesses) });
  if (config.server.port !== 0) door.addOwnPort(config.server.port);
  return door;
}

/** What the configuration says about connections that leave; also for a look at it without a server. */
export const egressSettings = (config: Config): EgressSettings => ({
  allow: [...config.egress.allow, ...namedTargets(config).map(({ entry }) => entry)],
  ca: config.egress.ca_file ? authoritiesIn('egress.ca_file', config.egress.ca_file) : [],
  publicUrl: config.server.public_url,
});

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates in a file that a setting names. */
export function authoritiesIn(setting: string, file: string): string[] {
  let found: string[];
  try {
    found = readFileSync(file, 'latin1').match(PEM) ?? [];
    for (const certificate of found) new X509Certificate(certificate);
  } catch (error) {
    return invalid('egress.badCaFile', `"${setting}": "${file}" cannot be used (${(error as Error).message}).`);
  }
  if (found.length === 0) invalid('egress.badCaFile', `"${setting}": "${file}" holds no certificate (PEM).`);
  return found;
}

/** Whatever tries again and again must not fill the audit log. */
const SAME_AGAIN_MS = 600_000;
const MOST_REMEMBERED = 10_000;

function denialRecorder({ log, audit, db, clock }: Witnesses): (denial: Denial) => void {
  const told = new Map<string, number>();
  return (denial) => {
    const { purpose, tenant = null, actor = 'system/egress', target, code, message, addresses } = denial;
    log.warn('egress.denied', { target, code, message, addresses, purpose, actor });
    const key = JSON.stringify([target, code, purpose, tenant, actor]);
    const now = clock.now();
    if (now - (told.get(key) ?? Number.NEGATIVE_INFINITY) < SAME_AGAIN_MS) return;
    if (told.size >= MOST_REMEMBERED) told.clear();
    told.set(key, now);
    db.transaction((tx) =>
      audit.record(tx, {
        ...{ actor, tenant, action: 'egress.connect', object: `egress/${target}`, outcome: 'denied' },
        after: { code, purpose, addresses },
      }),
    );
  };
}
