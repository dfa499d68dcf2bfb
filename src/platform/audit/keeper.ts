import type { Clock } from '../clock.ts';
import type { Db } from '../db/index.ts';
import type { Log } from '../log/index.ts';
import type { AuditLog } from './audit-log.ts';
import { buryOldRows, removeBuriedRows } from './retention.ts';
import { sealNext } from './seal.ts';
import { beginCursor, cursorOf, forgetOtherCursors, type SinkCursor } from './sinks/cursors.ts';
import { Delivery } from './sinks/delivery.ts';
import type { AuditSink } from './sinks/sink.ts';
import type { Checkpoint, Signed } from './statement.ts';

export interface KeeperParts {
  readonly db: Db;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly sinks: readonly AuditSink[];
  /** Days for which rows stay; 0: for ever. */
  readonly keepDays: () => number;
}

/** How a receiver is doing. */
export interface SinkState extends SinkCursor {
  readonly target: string;
  /** Rows that it has not had yet. */
  readonly behind: number;
}

/** Looks after the chain while the server runs: seals it, sends it, and (asked by a schedule) removes what is older than it shall be. */
export interface AuditKeeper {
  start(): void;
  stop(): Promise<void>;
  /** Does what is due now; tests wait for it. */
  settle(): Promise<void>;
  /** Seals everything that is not sealed yet; returns the last checkpoint that was made. */
  sealAll(): Signed<Checkpoint> | null;
  /** Removes rows that are older than they shall be. */
  prune(): Promise<void>;
  sinks(): SinkState[];
}

const LOOK_EVERY_MS = 1000;
const DAY_MS = 86_400_000;

export function auditKeeper(parts: KeeperParts): AuditKeeper {
  const { db, audit, clock, log } = parts;
  const deliveries = parts.sinks.map((sink) => deliveryTo(parts, sink));
  let timer: ReturnType<typeof setInterval> | null = null;
  let looking: Promise<void> | null = null;
  let isEnding = false;
  const seal = (dueOnly: boolean): Signed<Checkpoint> | null => {
    const made = sealNext(db, audit.keys, clock.now(), dueOnly);
    if (made?.said.sound) log.info('audit.checkpoint', { line: made.line });
    else if (made) log.error('audit.chainBroken', { from: made.said.from, to: made.said.seq, line: made.line });
    return made;
  };
  const keep = async () => {
    while (seal(true)) await Bun.sleep(0);
  };
  const failed = (error: unknown) => log.error('audit.cannotKeep', { error: String(error) });
  const look = () => {
    looking ??= keep()
      .catch(failed)
      .finally(() => {
        looking = null;
      });
    // A slow receiver holds up nobody but itself.
    for (const delivery of deliveries) delivery.pump().catch(failed);
  };
  const settle = async () => {
    await keep();
    await Promise.all(deliveries.map((d) => d.pump()));
  };
  return {
    settle,
    start() {
      for (const { sink } of deliveries) beginCursor(db, sink.name);
      forgetOtherCursors(
        db,
        deliveries.map(({ sink }) => sink.name),
      );
      timer = setInterval(look, LOOK_EVERY_MS);
      timer.unref();
      look();
    },
    async stop() {
      if (timer) clearInterval(timer);
      timer = null;
      isEnding = true;
      await Promise.all([looking, ...deliveries.map((d) => d.stop())]);
    },
    sealAll() {
      let last: Signed<Checkpoint> | null = null;
      for (let made = seal(false); made; made = seal(false)) last = made;
      return last;
    },
    prune: () => prune(parts, () => isEnding),
    sinks: () => deliveries.flatMap(({ sink }) => stateOf(parts, sink) ?? []),
  };
}

function stateOf({ db, audit }: KeeperParts, { name, target }: AuditSink): SinkState | null {
  const cursor = cursorOf(db, name);
  return cursor && { ...cursor, target, behind: Math.max(0, (audit.head(db)?.seq ?? 0) - cursor.seq) };
}

const deliveryTo = ({ db, clock, log }: KeeperParts, sink: AuditSink): Delivery =>
  new Delivery({
    ...{ db, clock, sink },
    onFailure: ({ target }, error) => log.error('audit.notDelivered', { target, error: String(error) }),
    onGap: ({ target }, { from, to }) => log.error('audit.gap', { target, from, to }),
  });

/** Old rows go segment by segment, once every receiver has them. */
async function prune({ db, audit, clock, log, keepDays, sinks }: KeeperParts, isEnding: () => boolean): Promise<void> {
  const days = keepDays();
  if (days === 0) return;
  const deliveredSeq = Math.min(...sinks.map(({ name }) => cursorOf(db, name)?.seq ?? Number.MAX_SAFE_INTEGER));
  const order = { beforeMs: clock.now() - days * DAY_MS, deliveredSeq };
  const made = buryOldRows(db, audit.keys, order, clock.now(), (tx, { from, to }) =>
    audit.record(tx, {
      ...{ actor: 'system/retention', method: 'internal', tenant: null, action: 'audit.prune', outcome: 'success' },
      ...{ object: `audit/${to}`, after: { from, to, keepDays: days } },
    }),
  );
  if (made) log.info('audit.tombstone', { line: made.line });
  // What a stop leaves is removed after the next start.
  while (!isEnding() && removeBuriedRows(db)) await Bun.sleep(0);
}
