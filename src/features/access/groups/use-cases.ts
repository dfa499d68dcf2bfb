import type { Static } from '#sdk';
import type { Actor } from '../../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../../platform/access/guard.ts';
import { demandFreeName, stale } from '../../../platform/changes/conflicts.ts';
import { type Listed, type ListRequest, listed } from '../../../platform/listing/page.ts';
import { cleanDescription, cleanName } from '../../../platform/names.ts';
import { type GrantParts, keepingAnAdministrator } from '../grants/use-cases.ts';
import type { Principal } from '../principals/model.ts';
import { demandMayGive } from '../roles/use-cases.ts';
import type { Group, GroupBody, Member } from './model.ts';
import type { GroupStore } from './store.ts';

export interface GroupParts extends GrantParts {
  readonly groups: GroupStore;
}

export function listGroups({ groups }: GroupParts, actor: Actor, request: ListRequest): Listed<Group> {
  guard(actor, 'admin:groups');
  const { rows, total } = groups.listGroups(tenantOf(actor), request);
  return listed(rows, total, request, (group) => [group.name, group.id]);
}

export function getGroup({ groups }: GroupParts, actor: Actor, id: string): Group {
  guard(actor, 'admin:groups');
  return groups.findGroup(tenantOf(actor), id) ?? notFound('group');
}

export function createGroup(parts: GroupParts, actor: Actor, sent: Static<typeof GroupBody>): Group {
  const { groups, changes, clock, newId } = parts;
  guard(actor, 'admin:groups');
  const group: Group = {
    ...{ id: newId(), tenant: tenantOf(actor), name: cleanName(sent.name), members: 0, etag: '1' },
    ...{ description: cleanDescription(sent.description ?? ''), createdAtMs: clock.now(), updatedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(groups, group);
    groups.insertGroup(change.tx, group);
    change.record({ action: 'group.create', ...about(group), event: 'created', after: facts(group) });
    return group;
  });
}

export function changeGroup(
  parts: GroupParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof GroupBody>,
): Group {
  const { groups, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getGroup(parts, actor, id);
    const after: Group = {
      ...{ ...before, name: cleanName(sent.name), etag: String(Number(before.etag) + 1), updatedAtMs: clock.now() },
      description: sent.description === undefined ? before.description : cleanDescription(sent.description),
    };
    demandOwnName(groups, after);
    if (!groups.updateGroup(change.tx, after, etag)) stale();
    change.record({
      ...{ action: 'group.change', ...about(after), event: 'updated' },
      ...{ before: facts(before), after: facts(after) },
    });
    return after;
  });
}

/** Its members lose what it gave, at once. */
export function deleteGroup(parts: GroupParts, actor: Actor, id: string, etag: string): void {
  const { groups, changes } = parts;
  changes.make(actor, (change) => {
    const group = getGroup(parts, actor, id);
    const gave = demandMayGiveAll(parts, actor, group);
    if (!keepingAnAdministrator(parts, group.tenant, () => groups.removeGroup(change.tx, group, etag))) stale();
    change.record({ action: 'group.delete', ...about(group), event: 'deleted', before: { ...facts(group), gave } });
  });
}

export function listMembers(parts: GroupParts, actor: Actor, id: string, request: ListRequest): Listed<Member> {
  const { rows, total } = parts.groups.listMembers(getGroup(parts, actor, id), request);
  return listed(rows, total, request, (member) => [member.login, member.id]);
}

/** Who comes in holds what the group holds; so only those bring somebody in who hold it themselves. */
export const addMember = (parts: GroupParts, actor: Actor, id: string, user: string): Principal =>
  setMember(parts, actor, id, user, 'group.add-member');

export const removeMember = (parts: GroupParts, actor: Actor, id: string, user: string): Principal =>
  setMember(parts, actor, id, user, 'group.remove-member');

function setMember(
  parts: GroupParts,
  actor: Actor,
  id: string,
  user: string,
  action: 'group.add-member' | 'group.remove-member',
): Principal {
  const { groups, changes, clock, principals } = parts;
  return changes.make(actor, (change) => {
    const group = getGroup(parts, actor, id);
    const member = principals.findPrincipal(group.tenant, user);
    if (!member || member.kind === 'group') return notFound('user');
    demandMayGiveAll(parts, actor, group);
    if (action === 'group.add-member') groups.addMember(change.tx, group, user, clock.now());
    else if (!keepingAnAdministrator(parts, group.tenant, () => groups.removeMember(change.tx, group, user)))
      notFound('user');
    change.record({ action, ...about(group), event: 'updated', after: { user, login: member.name } });
    return member;
  });
}

function demandMayGiveAll(parts: GroupParts, actor: Actor, group: Group) {
  const given = parts.groups.listGiven(group);
  for (const { role, workspace } of given) demandMayGive(parts, actor, role, workspace);
  return given;
}

const demandOwnName = (groups: GroupStore, group: Group): void =>
  demandFreeName(
    group,
    groups.listGroupNames(group.tenant),
    'group.nameTaken',
    'There is a group with this name already.',
  );

const about = (group: Group) => ({ kind: 'group', id: group.id });
const facts = ({ name, description, etag }: Group) => ({ name, description, etag });
