import { invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../platform/access/guard.ts';
import type {
  AuditKeeper,
  AuditLog,
  ChainHead,
  ChainReport,
  Checkpoint,
  Signed,
  SinkState,
} from '../../platform/audit/index.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AuditFilter, AuditSearch, FoundRow, FoundRows } from './model.ts';
import type { AuditReader } from './reader.ts';
import { wordsOf } from './search.ts';
import type { AuditStore, SealedState } from './store.ts';

export interface AuditParts {
  readonly store: AuditStore;
  readonly reader: AuditReader;
  readonly audit: AuditLog;
  readonly keeper: AuditKeeper;
  readonly changes: Changes;
  readonly clock: Clock;
  /** The tenant whose auditors see the rows of the appliance itself as well. */
  readonly houseTenant: () => string;
}

/** What the actor may see, of what is asked: the operator of the machine everything, others their tenant. */
export function searchOf(parts: AuditParts, actor: Actor, filter: Static<typeof AuditFilter>): AuditSearch {
  guard(actor, 'read:audit');
  const tenant = actor.kind === 'system' ? null : tenantOf(actor);
  const given = (text: string | undefined): string | null => text?.trim() || null;
  return {
    ...{ tenant, withHouse: tenant === parts.houseTenant() },
    ...{ actor: given(filter.actor), action: given(filter.action), object: given(filter.object) },
    ...{ address: given(filter.address), outcome: filter.outcome ?? null, words: wordsOf(filter.text ?? '') },
    ...{ fromMs: instantOf(filter.from, 'from'), toMs: instantOf(filter.to, 'to') },
  };
}

function instantOf(text: string | undefined, field: string): number | null {
  if (text === undefined || text.trim() === '') return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms)
    ? invalid('audit.badInstant', `"${field}" is no instant. Write it as 2026-11-27T08:00:00Z.`)
    : ms;
}

/** Rows below `before`, newest first; one more than the limit where there are more. */
export const searchAudit = (
  parts: AuditParts,
  actor: Actor,
  filter: Static<typeof AuditFilter>,
  step: { before: number | null; limit: number },
): Promise<FoundRows> => parts.reader.search(searchOf(parts, actor, filter), step.before, step.limit + 1);

/** @param id number of the row, as it was sent */
export async function getAuditRow(parts: AuditParts, actor: Actor, id: string): Promise<FoundRow> {
  const search = searchOf(parts, actor, {});
  const seq = /^\d{1,15}$/.test(id) ? Number(id) : 0;
  const [row] = await parts.reader.rows(search, seq - 1, seq, 1);
  return row ?? notFound('audit row');
}

/**
 * Reads the whole chain, and records what came of it.
 * @param witnesses lines of checkpoints that were kept elsewhere
 */
export async function verifyAudit(
  parts: AuditParts,
  actor: Actor,
  witnesses: readonly string[] = [],
): Promise<ChainReport> {
  guard(actor, 'read:audit');
  const report = await parts.reader.verify(witnesses);
  const { ok, rows, head, findings } = report;
  parts.changes.make(actor, (change) =>
    change.record({
      ...{ action: 'audit.verify', kind: 'audit', id: String(head), outcome: ok ? 'success' : 'failure' },
      after: { ok, rows, witnesses: witnesses.length, findings: findings.slice(0, 5) },
    }),
  );
  return report;
}

export interface ChainState extends SealedState {
  readonly head: ChainHead | null;
  readonly publicKey: { readonly base64: string; readonly id: string };
  readonly receivers: readonly SinkState[];
}

/** How far the chain reaches, what is sealed, when it was verified, and how the receivers are doing. */
export function getChainState({ store, audit, keeper }: AuditParts, actor: Actor): ChainState {
  guard(actor, 'read:audit');
  const { base64, id } = audit.keys.signer.publicKey;
  return { ...store.sealedState(), head: store.head(), publicKey: { base64, id }, receivers: keeper.sinks() };
}

/** Seals what is not sealed yet. A statement about the log is no row of the log. */
export function sealAudit({ keeper, store }: AuditParts, actor: Actor): Signed<Checkpoint> | null {
  guard(actor, 'read:audit');
  return keeper.sealAll() ?? store.sealedState().checkpoint;
}
