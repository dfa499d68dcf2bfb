import { AppError, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import type { ChangeColumnMapping, ColumnMapping, CreateColumnMapping } from './model.ts';
import type { ColumnMappingStore } from './store.ts';

export interface ColumnMappingParts {
  readonly store: ColumnMappingStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The workspace that is meant: the one that was named, or the one in which the actor works. */
  readonly chooseWorkspace: (actor: Actor, wanted: string | undefined) => { readonly id: string };
}

/** The mapping behind an id, if the actor has this permission in its workspace; foreign and unknown ids are the same `not_found`. */
export function getColumnMapping(
  { store }: ColumnMappingParts,
  actor: Actor,
  id: string,
  permission: Permission = 'read:datasets',
): ColumnMapping {
  const found = store.find(tenantOf(actor), id);
  if (!found || !mayEnter(actor, found)) return notFound('column mapping');
  guardIn(actor, permission, found);
  return found;
}

export function listColumnMappings(
  { store }: ColumnMappingParts,
  actor: Actor,
  fingerprint: string | null,
  request: ListRequest,
): Listed<ColumnMapping> {
  const { rows, total } = store.list(reachOf(actor), fingerprint, request);
  return listed(rows, total, request, (mapping) => [mapping.name, mapping.id]);
}

/** Those that fit a file: made for just these columns first, then those that name columns which the file all has. */
export function matchingColumnMappings(
  { store }: ColumnMappingParts,
  actor: Actor,
  workspace: string,
  fingerprint: string | null,
  columns: readonly string[],
): ColumnMapping[] {
  if (fingerprint === null || !mayEnter(actor, { workspace })) return [];
  const known = new Set(columns);
  const fits = ({ mapping }: ColumnMapping) =>
    (mapping.columns?.length ?? 0) > 0 && mapping.columns!.every(({ column }) => known.has(column));
  const all = store.ofWorkspace(tenantOf(actor), workspace);
  const exact = all.filter((m) => m.fingerprint === fingerprint);
  return [...exact, ...all.filter((m) => m.fingerprint !== fingerprint && fits(m))];
}

export function createColumnMapping(
  parts: ColumnMappingParts,
  actor: Actor,
  sent: Static<typeof CreateColumnMapping>,
): ColumnMapping {
  const { store, changes, clock, newId, chooseWorkspace } = parts;
  const { id: workspace } = chooseWorkspace(actor, sent.workspaceId);
  guardIn(actor, 'write:datasets', { workspace });
  const mapping: ColumnMapping = {
    ...{ id: newId(), tenant: tenantOf(actor), workspace, name: cleanName(sent.name), mapping: sent.mapping },
    ...{ fingerprint: sent.fingerprint ?? null, etag: '1', createdBy: actor.id },
    ...{ createdAtMs: clock.now(), updatedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandFreeName(store, mapping);
    store.insert(change.tx, mapping);
    change.record({ action: 'columnMapping.create', ...about(mapping), event: 'created', after: facts(mapping) });
    return mapping;
  });
}

export function changeColumnMapping(
  parts: ColumnMappingParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeColumnMapping>,
): ColumnMapping {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getColumnMapping(parts, actor, id, 'write:datasets');
    if (before.etag !== etag) stale();
    const after: ColumnMapping = {
      ...before,
      ...{ name: cleanName(sent.name), mapping: sent.mapping, fingerprint: sent.fingerprint ?? before.fingerprint },
      ...{ etag: String(Number(before.etag) + 1), updatedAtMs: clock.now() },
    };
    demandFreeName(store, after);
    if (!store.update(change.tx, after, etag)) stale();
    change.record({
      ...{ action: 'columnMapping.change', ...about(after), event: 'updated' },
      before: facts(before),
      after: facts(after),
    });
    return after;
  });
}

export function deleteColumnMapping(parts: ColumnMappingParts, actor: Actor, id: string, etag: string): void {
  parts.changes.make(actor, (change) => {
    const mapping = getColumnMapping(parts, actor, id, 'write:datasets');
    if (!parts.store.remove(change.tx, mapping, etag)) stale();
    change.record({ action: 'columnMapping.delete', ...about(mapping), event: 'deleted', before: facts(mapping) });
  });
}

function demandFreeName(store: ColumnMappingStore, mapping: ColumnMapping): void {
  const taken = store.findByName(mapping.tenant, mapping.workspace, mapping.name);
  if (!taken || taken.id === mapping.id) return;
  throw new AppError(
    'conflict',
    'columnMapping.nameTaken',
    'A mapping with this name exists in this workspace already.',
    [{ pointer: '/name', message: 'taken' }],
  );
}

function stale(): never {
  throw new AppError('conflict', 'change.stale', 'It was changed meanwhile. Read it again, then repeat your change.');
}

const about = (mapping: ColumnMapping) => ({ kind: 'columnMapping', id: mapping.id });
const facts = ({ name, workspace, fingerprint, etag }: ColumnMapping) => ({ name, workspace, fingerprint, etag });
