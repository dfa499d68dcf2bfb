import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../../platform/access/actor.ts';
import { guardIn, mayIn, notFound, type Scope } from '../../../platform/access/guard.ts';
import { MATRIX, type Permission, TENANT_WIDE } from '../../../platform/access/permissions.ts';
import type { Access } from '../../access/index.ts';
import { type Project, scopeOfProject } from '../model.ts';
import { getProject, type TenancyParts } from '../use-cases.ts';
import type { NewShare, Share, SharedRole } from './model.ts';
import type { Shared } from './store.ts';

/** A dataset as far as sharing is concerned. */
interface SharedDataset {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly project: string;
  readonly name: string;
}

export interface SharingParts extends TenancyParts {
  readonly access: Pick<Access, 'findPrincipalByName'>;
  /** `not_found` for what is foreign, unknown or deleted. */
  readonly openDataset: (actor: Actor, id: string, permission?: Permission) => { readonly dataset: SharedDataset };
}

/** A project or a dataset that the actor may open to others. */
export interface Shareable {
  readonly kind: 'project' | 'dataset';
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly workspace: string;
  readonly of: Shared;
  readonly scope: Scope;
}

export function shareableProject(parts: SharingParts, actor: Actor, id: string): Shareable {
  const project: Project = getProject(parts, actor, id, 'write:sharing');
  const of = { tenant: project.tenant, project: id, dataset: null };
  const { name, workspace } = project;
  return { kind: 'project', id, name, project: id, workspace, of, scope: scopeOfProject(project) };
}

export function shareableDataset(parts: SharingParts, actor: Actor, id: string): Shareable {
  const { tenant, workspace, project, name } = parts.openDataset(actor, id).dataset;
  const scope = { workspace, project, dataset: id };
  guardIn(actor, 'write:sharing', scope);
  return { kind: 'dataset', id, name, project, workspace, of: { tenant, project, dataset: id }, scope };
}

export const listShares = ({ store }: SharingParts, { of }: Shareable): readonly Share[] => store.listShares(of);

/** Opens it to a person or a group of the tenant; they see it from their next request on. */
export function share(parts: SharingParts, actor: Actor, what: Shareable, sent: Static<typeof NewShare>): Share {
  const { store, changes, clock, newId, access } = parts;
  return changes.make(actor, (change) => {
    const principal = access.findPrincipalByName(what.of.tenant, sent.with);
    if (!principal || principal.kind === 'service') return nobodyCalled(sent.with);
    demandHolds(actor, sent.role, what.scope);
    const made: Share = {
      ...{ id: newId(), ...what.of, role: sent.role, createdBy: actor.id, createdAtMs: clock.now() },
      principal: { ...principal, kind: principal.kind },
    };
    if (!store.insertShare(change.tx, made))
      throw new AppError(
        'conflict',
        'share.thereAlready',
        'It is open to them already. End that first to change what they may.',
        [{ pointer: '/with', message: 'open to them already' }],
      );
    change.record({ action: `${what.kind}.share`, ...about(what), event: 'updated', after: facts(made) });
    change.tell('access.shared', {
      ...{ ...about(what), workspace: what.workspace, role: made.role, user: actor.id },
      with: { kind: principal.kind, id: principal.id },
    });
    return made;
  });
}

/** They see it no more at their next request, unless they may enter its workspace. */
export function endShare(parts: SharingParts, actor: Actor, what: Shareable, id: string): Share {
  const { store, changes } = parts;
  return changes.make(actor, (change) => {
    const ended = store.listShares(what.of).find((one) => one.id === id) ?? notFound('share');
    store.removeShare(change.tx, ended);
    change.record({ action: `${what.kind}.unshare`, ...about(what), event: 'updated', before: facts(ended) });
    return ended;
  });
}

/** Nobody opens more to others than is open to themselves. */
function demandHolds(actor: Actor, role: SharedRole, scope: Scope): void {
  // What concerns the tenant as a whole is never shared.
  const given = MATRIX[role].filter((permission) => !TENANT_WIDE.has(permission));
  if (given.every((permission) => mayIn(actor, permission, scope))) return;
  throw new AppError(
    'forbidden',
    'access.beyondOwn',
    `You cannot give "${role}" here: it is more than you hold yourself.`,
  );
}

function nobodyCalled(name: string): never {
  return invalid('share.nobody', `There is no person and no group called "${name.slice(0, 120)}".`, [
    { pointer: '/with', message: 'nobody is called so' },
  ]);
}

const about = ({ kind, id }: Shareable) => ({ kind, id });
const facts = ({ principal, role }: Share) => ({
  with: `${principal.kind}/${principal.id}`,
  name: principal.name,
  role,
});
