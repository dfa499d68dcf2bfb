import { describe, expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { anonymousActor, type Grant, systemActor, userActor } from './actor.ts';
import { guard, guardIn, mayEnter, mayIn, reachOf, sharedWithin, tenantOf } from './guard.ts';
import { MATRIX, PERMISSIONS, type Permission, permissionsOf, ROLES, TENANT_WIDE } from './permissions.ts';

const origin = { ip: '10.0.0.9', requestId: 'r-1' };
const person = (roles: string[], workspace: string | null = null) =>
  userActor({
    id: 'u1',
    name: 'ann',
    tenant: 't1',
    grants: roles.map((role) => ({ role, workspace })),
    openWorkspaces: 'all',
    method: 'session',
    session: 's1',
    ...origin,
  });

const faultOf = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return `${error.fault} ${error.code}`;
    throw error;
  }
  return 'passed';
};

describe('guard', () => {
  test('denies by default: nobody and an unknown role have nothing', () => {
    for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
      expect(faultOf(() => guard(anonymousActor(origin), permission))).toBe('unauthenticated access.signInNeeded');
      expect(faultOf(() => guard(person(['owner', 'constructor', '__proto__']), permission))).toBe(
        'forbidden access.forbidden',
      );
    }
  });

  test('every role × permission is decided by the matrix alone', () => {
    for (const role of ROLES)
      for (const permission of Object.keys(PERMISSIONS) as Permission[])
        expect(faultOf(() => guard(person([role]), permission)) === 'passed').toBe(MATRIX[role].includes(permission));
  });

  test('a viewer changes nothing but itself; only the administrator has admin permissions', () => {
    expect(permissionsOf('viewer').filter((p) => !p.startsWith('read:'))).toEqual(['write:self']);
    const administers = ROLES.filter((role) => MATRIX[role].some((p) => p.startsWith('admin:')));
    expect(administers).toEqual(['administrator', 'appliance-administrator']);
  });

  test('who administers a tenant does not administer tenants, and the other way round', () => {
    expect(MATRIX.administrator).not.toContain('admin:tenants');
    const inside = MATRIX['appliance-administrator'].filter((p) => !MATRIX.viewer.includes(p as never));
    expect(inside).toEqual(['read:status', 'admin:tenants', 'admin:schedules']);
    for (const permission of ['read:projects', 'read:datasets', 'read:cases', 'admin:users', 'read:audit'] as const)
      expect(MATRIX['appliance-administrator']).not.toContain(permission);
  });

  test('roles add up', () => {
    expect(person(['viewer', 'auditor']).permissions.has('read:audit')).toBe(true);
    expect(person(['viewer', 'auditor']).permissions.has('read:projects')).toBe(true);
    expect(person(['viewer']).permissions.has('read:audit')).toBe(false);
  });
});

const holding = (grants: Grant[], more: { openWorkspaces?: string[]; chosenWorkspace?: string } = {}) =>
  userActor({
    ...{ id: 'u1', name: 'ann', tenant: 't1', openWorkspaces: ['w1', 'w2'], method: 'session', session: 's1' },
    ...{ ...origin, ...more, grants },
  });

test('a role of the customer’s own gives what it lists; a name alone gives nothing', () => {
  const permissions = ['read:projects', 'write:calendars'] as const;
  const own = holding([{ role: 'planner', workspace: 'w1', permissions }]);
  expect(mayIn(own, 'write:calendars', { workspace: 'w1' })).toBe(true);
  expect(mayIn(own, 'write:projects', { workspace: 'w1' })).toBe(false);
  expect(holding([{ role: 'planner', workspace: 'w1' }]).permissions.size).toBe(0);
});

describe('what was shared', () => {
  const inProject = { workspace: 'w1', project: 'p1' };
  const inDataset = { ...inProject, dataset: 'd1' };
  test('a project opens itself and what is in it, and not its workspace', () => {
    const actor = holding([{ role: 'analyst', ...inProject }]);
    expect([...actor.workspaces]).toEqual([]);
    for (const scope of [inProject, inDataset, { ...inProject, dataset: null }])
      expect([mayEnter(actor, scope), mayIn(actor, 'write:models', scope)]).toEqual([true, true]);
    for (const scope of [{ workspace: 'w1' }, { workspace: 'w1', project: 'p2' }, { workspace: 'w2', project: 'p3' }])
      expect([mayEnter(actor, scope), mayIn(actor, 'read:projects', scope)]).toEqual([false, false]);
  });

  test('a dataset opens itself alone', () => {
    const actor = holding([{ role: 'viewer', ...inDataset }]);
    expect([mayEnter(actor, inDataset), mayIn(actor, 'read:analyses', inDataset)]).toEqual([true, true]);
    expect(mayIn(actor, 'read:cases', inDataset)).toBe(false);
    for (const scope of [inProject, { ...inProject, dataset: 'd2' }, { ...inProject, dataset: null }])
      expect([mayEnter(actor, scope), mayIn(actor, 'read:analyses', scope)]).toEqual([false, false]);
    expect(sharedWithin(actor, 'p1')).toEqual(['d1']);
  });

  test('it never gives what concerns the tenant, and adds to what is held elsewhere', () => {
    const permissions = ['admin:users', 'read:analyses'] as const;
    const actor = holding([
      { role: 'own', ...inProject, permissions },
      { role: 'viewer', workspace: 'w2' },
    ]);
    expect(faultOf(() => guard(actor, 'admin:users'))).toBe('forbidden access.forbidden');
    expect([...actor.workspaces]).toEqual(['w2']);
    expect(reachOf(actor)).toEqual({ tenant: 't1', workspaces: new Set(['w2']), projects: ['p1'] });
  });
});

test('a role in the whole tenant opens the workspaces that are not put away', () => {
  const actor = holding([{ role: 'administrator', workspace: null }], { openWorkspaces: ['w1'] });
  expect([mayEnter(actor, { workspace: 'w1' }), mayEnter(actor, { workspace: 'gone' })]).toEqual([true, false]);
  expect(mayIn(actor, 'read:projects', { workspace: 'gone' })).toBe(false);
});

test('lists keep to the workspace that was chosen, as long as it may be entered', () => {
  const everywhere = [{ role: 'viewer', workspace: null }];
  const chosen = holding(everywhere, { chosenWorkspace: 'w2' });
  expect(reachOf(chosen)).toEqual({ tenant: 't1', workspaces: new Set(['w2']), projects: [] });
  expect(mayEnter(chosen, { workspace: 'w1' })).toBe(true);
  expect(holding(everywhere, { chosenWorkspace: 'gone' }).chosenWorkspace).toBe(null);
});

test('a role counts in its own workspace only', () => {
  const mixed = userActor({
    ...{ id: 'u1', name: 'ann', tenant: 't1', openWorkspaces: 'all', method: 'session', session: 's1', ...origin },
    grants: [
      { role: 'analyst', workspace: 'w1' },
      { role: 'viewer', workspace: 'w2' },
    ],
  });
  expect(faultOf(() => guardIn(mixed, 'write:projects', { workspace: 'w1' }))).toBe('passed');
  expect(faultOf(() => guardIn(mixed, 'write:projects', { workspace: 'w2' }))).toBe('forbidden access.forbidden');
  expect(faultOf(() => guardIn(mixed, 'read:projects', { workspace: 'w3' }))).toBe('forbidden access.forbidden');
  const local = person(['administrator'], 'w1');
  for (const permission of TENANT_WIDE)
    expect(faultOf(() => guard(local, permission))).toBe('forbidden access.forbidden');
});

test('workspaces and tenants', () => {
  expect(mayEnter(person(['viewer'], 'w1'), { workspace: 'w1' })).toBe(true);
  expect(mayEnter(person(['viewer'], 'w1'), { workspace: 'w2' })).toBe(false);
  expect(mayEnter(person(['viewer']), { workspace: 'w2' })).toBe(true);
  expect(mayEnter(person([]), { workspace: 'w1' })).toBe(false);
  expect(mayEnter(systemActor('sweeper', 't1'), { workspace: 'w2' })).toBe(true);
  expect(tenantOf(person([]))).toBe('t1');
  expect(faultOf(() => tenantOf(systemActor('boot', null)))).toBe('forbidden access.noTenant');
});
