import { AppError, type Static } from '#sdk';
import type { Actor } from '../../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../../platform/access/guard.ts';
import { demandFreeName, stale } from '../../../platform/changes/conflicts.ts';
import { cleanDescription, cleanName } from '../../../platform/names.ts';
import { chosenRegion } from '../regions.ts';
import type { TenancyParts } from '../use-cases.ts';
import type { ChangeWorkspace, CreateWorkspace, Workspace } from './model.ts';

/** Every one of the tenant by name, put away or not. */
export function listEveryWorkspace({ store }: TenancyParts, actor: Actor): readonly Workspace[] {
  guard(actor, 'admin:workspaces');
  return store.listEveryWorkspace(tenantOf(actor));
}

export function getWorkspace({ store }: TenancyParts, actor: Actor, id: string): Workspace {
  guard(actor, 'admin:workspaces');
  return store.findWorkspace(tenantOf(actor), id) ?? notFound('workspace');
}

/** Everything in it will lie in the region that is chosen now, and in no other. */
export function createWorkspace(parts: TenancyParts, actor: Actor, sent: Static<typeof CreateWorkspace>): Workspace {
  const { store, changes, clock, newId, regions } = parts;
  guard(actor, 'admin:workspaces');
  const tenant = tenantOf(actor);
  const usual = store.findTenant(tenant)?.region ?? notFound('tenant');
  const workspace: Workspace = {
    ...{ id: newId(), tenant, name: cleanName(sent.name), description: cleanDescription(sent.description ?? '') },
    ...{ region: chosenRegion(regions, sent.region, usual), etag: '1', createdAtMs: clock.now() },
    ...{ updatedAtMs: null, archivedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(parts, workspace);
    store.insertWorkspace(change.tx, workspace);
    change.record({ action: 'workspace.create', ...about(workspace), event: 'created', after: facts(workspace) });
    return workspace;
  });
}

export function changeWorkspace(
  parts: TenancyParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeWorkspace>,
): Workspace {
  return makeChange(parts, actor, id, etag, 'workspace.change', (before) => {
    const description = sent.description === undefined ? before.description : cleanDescription(sent.description);
    const after = { ...before, name: cleanName(sent.name), description };
    demandOwnName(parts, after);
    return after;
  });
}

/** Nobody sees it or what is in it any more, and its loads end; nothing is removed. */
export function archiveWorkspace(parts: TenancyParts, actor: Actor, id: string, etag: string): Workspace {
  const { store, clock, endWork } = parts;
  return makeChange(parts, actor, id, etag, 'workspace.archive', (before, change) => {
    const open = store.listEveryWorkspace(before.tenant).filter(({ archivedAtMs }) => archivedAtMs === null);
    if (open.every((workspace) => workspace.id === id))
      throw new AppError(
        'conflict',
        'workspace.last',
        'This is the only open workspace. Create or open another one first.',
      );
    for (const project of store.listProjectIds(before.tenant, id))
      endWork(change, { tenant: before.tenant, id: project });
    return { ...before, archivedAtMs: before.archivedAtMs ?? clock.now() };
  });
}

/** As it was when it was put away, for the same people. */
export const openWorkspace = (parts: TenancyParts, actor: Actor, id: string, etag: string): Workspace =>
  makeChange(parts, actor, id, etag, 'workspace.open', (before) => ({ ...before, archivedAtMs: null }));

function makeChange(
  parts: TenancyParts,
  actor: Actor,
  id: string,
  etag: string,
  action: string,
  work: (before: Workspace, change: Parameters<TenancyParts['endWork']>[0]) => Workspace,
): Workspace {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getWorkspace(parts, actor, id);
    if (before.etag !== etag) stale();
    const after = { ...work(before, change), etag: String(Number(etag) + 1), updatedAtMs: clock.now() };
    if (!store.updateWorkspace(change.tx, after, etag)) stale();
    change.record({
      ...{ action, ...about(after), event: 'updated' },
      ...{ before: facts(before), after: facts(after) },
    });
    return after;
  });
}

const demandOwnName = ({ store }: TenancyParts, workspace: Workspace): void =>
  demandFreeName(
    workspace,
    store.listEveryWorkspace(workspace.tenant),
    'workspace.nameTaken',
    'There is a workspace with this name already.',
  );

const about = (workspace: Workspace) => ({ kind: 'workspace', id: workspace.id });
const facts = ({ name, description, region, archivedAtMs, etag }: Workspace) => ({
  ...{ name, description, region, archived: archivedAtMs !== null, etag },
});
