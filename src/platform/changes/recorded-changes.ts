import type { Actor } from '../access/actor.ts';
import type { AuditEntry, AuditLog } from '../audit/index.ts';
import type { Db, Tx } from '../db/index.ts';
import type { EventBus } from '../events/index.ts';
import type { Change, ChangeRecord, Changes } from './changes.ts';

export interface RecordedParts {
  readonly db: Db;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly events: Pick<EventBus, 'publish'>;
  readonly newId: () => string;
}

/** Changes that cannot happen unrecorded: each leaves an audit row and, where an entity changed, an event. */
export function recordedChanges({ db, audit, events, newId }: RecordedParts): Changes {
  const join = <T>(tx: Tx, actor: Actor, work: (change: Change) => T): T => {
    let records = 0;
    const correlationId = actor.requestId ?? newId();
    const change: Change = {
      tx,
      record(done) {
        records++;
        const tenant = done.tenant ?? actor.tenant;
        const where = done.workspace === undefined ? {} : { workspace: done.workspace };
        const payload = { kind: done.kind, id: done.id, actor: nameOf(actor), ...where };
        audit.record(tx, auditEntry(actor, done));
        if (done.event) events.publish(tx, { type: `entity.${done.event}`, tenant, correlationId, payload });
      },
      tell(type, payload) {
        events.publish(tx, { type, tenant: actor.tenant, correlationId, payload });
      },
    };
    const result = work(change);
    if (records === 0) throw new Error('a use case changed something without recording it');
    return result;
  };
  return { join, make: (actor, work) => db.transaction((tx) => join(tx, actor, work)) };
}

/** `user/<id>`, `service/<id>`, `system/<name>`, `anonymous`. */
const nameOf = (actor: Actor): string =>
  actor.kind === 'anonymous' ? 'anonymous' : `${actor.kind}/${actor.kind === 'system' ? actor.name : actor.id}`;

const auditEntry = (actor: Actor, done: ChangeRecord): AuditEntry => ({
  actor: nameOf(actor),
  ip: actor.ip,
  method: actor.method,
  tenant: done.tenant ?? actor.tenant,
  action: done.action,
  object: `${done.kind}/${done.id}`,
  outcome: done.outcome ?? 'success',
  before: done.before,
  after: done.after,
  requestId: actor.requestId,
});
