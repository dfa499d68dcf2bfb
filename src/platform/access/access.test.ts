import { describe, expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { anonymousActor, systemActor, userActor } from './actor.ts';
import { guard, guardIn, mayEnter, tenantOf } from './guard.ts';
import { MATRIX, PERMISSIONS, type Permission, permissionsOf, ROLES, TENANT_WIDE } from './permissions.ts';

const origin = { ip: '10.0.0.9', requestId: 'r-1' };
const person = (roles: string[], workspace: string | null = null) =>
  userActor({
    id: 'u1',
    name: 'ann',
    tenant: 't1',
    grants: roles.map((role) => ({ role, workspace })),
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
    expect([...permissionsOf(['viewer'])].filter((p) => !p.startsWith('read:'))).toEqual(['write:self']);
    for (const role of ROLES.filter((r) => r !== 'administrator'))
      expect(MATRIX[role].some((p) => p.startsWith('admin:'))).toBe(false);
  });

  test('roles add up', () => {
    expect(permissionsOf(['viewer', 'auditor']).has('read:audit')).toBe(true);
    expect(permissionsOf(['viewer', 'auditor']).has('read:projects')).toBe(true);
    expect(permissionsOf(['viewer']).has('read:audit')).toBe(false);
  });
});

test('a role counts in its own workspace only', () => {
  const mixed = userActor({
    ...{ id: 'u1', name: 'ann', tenant: 't1', method: 'session', session: 's1', ...origin },
    grants: [
      { role: 'analyst', workspace: 'w1' },
      { role: 'viewer', workspace: 'w2' },
    ],
  });
  expect(faultOf(() => guardIn(mixed, 'write:projects', 'w1'))).toBe('passed');
  expect(faultOf(() => guardIn(mixed, 'write:projects', 'w2'))).toBe('forbidden access.forbidden');
  expect(faultOf(() => guardIn(mixed, 'read:projects', 'w3'))).toBe('forbidden access.forbidden');
  const local = person(['administrator'], 'w1');
  for (const permission of TENANT_WIDE)
    expect(faultOf(() => guard(local, permission))).toBe('forbidden access.forbidden');
});

test('workspaces and tenants', () => {
  expect(mayEnter(person(['viewer'], 'w1'), 'w1')).toBe(true);
  expect(mayEnter(person(['viewer'], 'w1'), 'w2')).toBe(false);
  expect(mayEnter(person(['viewer']), 'w2')).toBe(true);
  expect(mayEnter(person([]), 'w1')).toBe(false);
  expect(mayEnter(systemActor('sweeper', 't1'), 'w2')).toBe(true);
  expect(tenantOf(person([]))).toBe('t1');
  expect(faultOf(() => tenantOf(systemActor('boot', null)))).toBe('forbidden access.noTenant');
});
