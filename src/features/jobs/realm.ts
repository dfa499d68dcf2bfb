import type { Actor } from '../../platform/access/actor.ts';
import { mayEnter, mayIn, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Section } from '../../platform/http/page-frame.ts';
import type { Job, JobScope } from '../../platform/jobs/index.ts';

/** One way to look at jobs: whose they are, who sees them, and where. */
export interface Realm {
  readonly api: string;
  readonly page: string;
  readonly section: Section;
  readonly read: Permission;
  readonly change: Permission;
  readonly tag: 'jobs' | 'admin';
  /** Ends the summaries of routes: "The jobs …". */
  readonly whose: string;
  /** Those that the actor sees in a list. */
  readonly scopeOf: (actor: Actor) => JobScope;
  /** Whether it may be opened, and changed with the permission for that. */
  readonly holds: (actor: Actor, job: Job, permission: Permission) => boolean;
}

/** Of the workspaces whose data one may read. */
const OWN: Realm = {
  ...{ api: '/api/v1/jobs', page: '/jobs', section: 'jobs', tag: 'jobs' },
  ...{ read: 'read:datasets', change: 'write:datasets', whose: 'of your workspaces' },
  scopeOf: (actor) => {
    const { tenant, workspaces } = reachOf(actor);
    if (workspaces === 'all') return { tenant };
    return { tenant, workspaces: [...workspaces].filter((workspace) => mayIn(actor, 'read:datasets', { workspace })) };
  },
  holds: (actor, { tenant, workspace }, permission) =>
    tenant === actor.tenant &&
    workspace !== null &&
    mayEnter(actor, { workspace }) &&
    mayIn(actor, permission, { workspace }),
};

const TENANT: Realm = {
  ...{ api: '/api/v1/admin/jobs', page: '/admin/jobs', section: 'jobs', tag: 'admin' },
  ...{ read: 'admin:jobs', change: 'admin:jobs', whose: 'of the tenant' },
  scopeOf: (actor) => ({ tenant: tenantOf(actor) }),
  holds: (actor, { tenant }) => tenant === tenantOf(actor),
};

const APPLIANCE: Realm = {
  ...{ api: '/api/v1/admin/appliance-jobs', page: '/admin/appliance-jobs', section: 'schedules', tag: 'admin' },
  ...{ read: 'admin:schedules', change: 'admin:schedules', whose: 'of the appliance itself' },
  scopeOf: () => ({ tenant: null }),
  holds: (_, { tenant }) => tenant === null,
};

export const REALMS: readonly Realm[] = [OWN, TENANT, APPLIANCE];
export const APPLIANCE_JOBS = APPLIANCE.page;

/** For the operator of the machine, who sees everything. */
export const EVERY_JOB: Pick<Realm, 'read' | 'change' | 'scopeOf' | 'holds'> = {
  ...{ read: 'admin:jobs', change: 'admin:jobs' },
  ...{ scopeOf: () => ({}), holds: () => true },
};
