import { VERSION } from './build-info.ts';
import { type Audit, auditFeature, auditReader, sqliteAuditStore } from './features/audit/index.ts';
import type { Foundations } from './foundations.ts';
import { type AuditKeeper, auditKeeper, configuredSinks } from './platform/audit/index.ts';
import type { Changes } from './platform/changes/changes.ts';

/** The chain looked after, and shown to auditors. */
export function auditWith(
  foundations: Foundations,
  parts: { changes: Changes; houseTenant: () => string },
): { auditKeeper: AuditKeeper; auditing: Audit } {
  const { db, audit, clock, log, config, dataFolder, egress } = foundations;
  const keeper = auditKeeper({
    ...{ db, audit, clock, log, keepDays: () => config.audit.keep_days },
    sinks: configuredSinks(config, { dataFolder, version: VERSION, clock, egress }),
  });
  const auditing = auditFeature({
    ...{ store: sqliteAuditStore(db, audit), reader: auditReader(db, audit.keys), audit, keeper, clock, ...parts },
  });
  return { auditKeeper: keeper, auditing };
}
