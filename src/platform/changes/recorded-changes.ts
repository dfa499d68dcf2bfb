import type { Actor } from '../access/actor.ts';
import type { AuditEntry, AuditLog } from '../audit/index.ts';
import type { Db, Tx } from '../db/index.ts';
import type { Change, ChangeRecord, Changes } from './changes.ts';

/** An event as it goes into the outbox, in the transaction of the change it tells of. */
export interface EntityEvent {
  readonly type: 'entity.created' | 'entity.updated' | 'entity.deleted';
  readonly tenant: string | null;
  /** The request or job that caused it. */
  readonly correlationId: string;
  readonly payload: { readonly kind: string; readonly id: string; readonly actor: string };
}

export interface RecordedParts {
  readonly db: Db;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly emit: (tx: Tx, event: EntityEvent) => void;
  readonly newId: () => string;
}

/** Changes that cannot happen unrecorded: each leaves an audit row and, where an entity changed, an event. */
export function recordedChanges(parts: RecordedParts): Changes {
  const join = <T>(tx: Tx, actor: Actor, work: (change: Change) => T): T => {
    let records = 0;
    const change: Change = {
      tx,
      record(done) {
        records++;
        parts.audit.record(tx, auditEntry(actor, done));
        if (done.event) parts.emit(tx, entityEvent(actor, done, done.event, parts.newId));
      },
    };
    const result = work(change);
    if (records === 0) throw new Error('a use case changed something without recording it');
    return result;
  };
  return { join, make: (actor, work) => parts.db.transaction((tx) => join(tx, actor, work)) };
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

const entityEvent = (
  actor: Actor,
  done: ChangeRecord,
  event: 'created' | 'updated' | 'deleted',
  newId: () => string,
): EntityEvent => ({
  type: `entity.${event}`,
  tenant: done.tenant ?? actor.tenant,
  correlationId: actor.requestId ?? newId(),
  payload: { kind: done.kind, id: done.id, actor: nameOf(actor) },
});
