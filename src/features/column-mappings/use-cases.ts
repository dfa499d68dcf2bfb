import type { Static } from '#sdk';
import type { ColumnProfile } from '../../engine/import/fingerprint.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, mayIn, notFound, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import { type MappingMatch, matchMappings } from './differences.ts';
import type { ChangeColumnMapping, ColumnMapping, CreateColumnMapping, MappingUse } from './model.ts';
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

/** Those that fit a file, the one for just this make first; near ones say what is different. */
export function matchingColumnMappings(
  { store }: ColumnMappingParts,
  actor: Actor,
  workspace: string,
  { fingerprint, profile }: FileMake,
): MappingMatch[] {
  if (fingerprint === null || profile === null || !mayEnter(actor, { workspace })) return [];
  return matchMappings(store.ofWorkspace(tenantOf(actor), workspace), fingerprint, profile).slice(0, MOST_MATCHES);
}

/** The columns of a file, as a preview tells them; null where a file says itself what its columns are. */
export interface FileMake {
  readonly fingerprint: string | null;
  readonly profile: readonly ColumnProfile[] | null;
}

/** Mappings that are offered for one file. */
const MOST_MATCHES = 50;

/** Datasets that were loaded with a mapping, as far as the actor may see them. */
export const listMappingUses = ({ store }: ColumnMappingParts, actor: Actor, mapping: ColumnMapping): MappingUse[] =>
  store
    .listUses(mapping.tenant, mapping.id)
    .filter(({ workspace, project, dataset }) => mayIn(actor, 'read:datasets', { workspace, project, dataset }));

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
    ...{ fingerprint: sent.fingerprint ?? null, profile: sent.profile ?? null, etag: '1', createdBy: actor.id },
    ...{ createdAtMs: clock.now(), updatedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(store, mapping);
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
      profile: sent.profile ?? before.profile,
      ...{ etag: String(Number(before.etag) + 1), updatedAtMs: clock.now() },
    };
    demandOwnName(store, after);
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

const demandOwnName = (store: ColumnMappingStore, mapping: ColumnMapping): void =>
  demandFreeName(
    mapping,
    [store.findByName(mapping.tenant, mapping.workspace, mapping.name)],
    'columnMapping.nameTaken',
    'A mapping with this name exists in this workspace already.',
  );

const about = (mapping: ColumnMapping) => ({ kind: 'columnMapping', id: mapping.id });
const facts = ({ name, workspace, fingerprint, etag }: ColumnMapping) => ({ name, workspace, fingerprint, etag });
