/**
 * The permission matrix: every permission string of the product, what it allows, and which built-in role has it.
 * This file is data; nothing else in the product says who may do what. A role that is not named has nothing.
 */
export const PERMISSIONS = {
  'read:self': 'See one’s own account and sessions',
  'write:self': 'Change one’s own account, end one’s own sessions',
  'read:api': 'Read the description of the API',
  'read:status': 'See version, data folder and job counts on the health page',
  'read:projects': 'See projects',
  'write:projects': 'Create, change and delete projects',
  'read:datasets': 'See datasets and their versions',
  'write:datasets': 'Create, rename and load datasets',
  'delete:datasets': 'Delete datasets',
  'read:connections': 'See connections to sources of data, and read what the sources hold',
  'write:connections': 'Make, test, change and delete connections and their secrets',
  'read:analyses': 'Run filters and calculators on datasets one may read',
  'read:cases': 'See single cases, and groups of cases smaller than the least size that is shown',
  'read:sql': 'Run SQL statements over datasets, together with read:cases',
  'read:masked': 'See the values of columns that were loaded as masked for everybody else',
  'write:presets': 'Save and delete filter presets',
  'write:calendars': 'Create, change and delete working calendars',
  'write:models': 'Keep, change and delete process models, and what they scored',
  'write:rules': 'Keep, change and delete conformance rules',
  'write:sharing': 'Open projects and datasets to people and groups',
  'admin:users': 'Add, change and disable accounts',
  'admin:groups': 'Make groups, and say who is in them',
  'admin:roles': 'Make roles, and give them to people, groups and service accounts',
  'admin:workspaces': 'Create, rename and archive workspaces',
  'admin:tenants': 'Create, change and disable tenants; see nothing of what is in them',
  'admin:directory': 'See directories, what their groups give, and compare accounts with them',
  'admin:tokens': 'Make service accounts, give out, rotate and revoke their keys, revoke the keys of people',
  'admin:webhooks': 'Make webhooks, which tell other programs of events',
  'admin:policies': 'Say which cases of a dataset people see, and what is shown of single people',
  'admin:jobs': 'See every job of the tenant, cancel, repeat, move and discard jobs',
  'admin:schedules': 'See and change the repeated work of the appliance, and its own jobs',
  'admin:settings': 'Change settings of the appliance',
  'read:audit': 'Read the audit log',
} as const;
export type Permission = keyof typeof PERMISSIONS;

export const ROLES = ['administrator', 'analyst', 'viewer', 'auditor', 'appliance-administrator'] as const;
export type Role = (typeof ROLES)[number];

/** What everybody may who is let in at all. */
export const EVERYONE = ['read:self', 'write:self', 'read:api'] as const satisfies readonly Permission[];
const VIEWER = [
  ...EVERYONE,
  'read:projects',
  'read:datasets',
  'read:analyses',
] as const satisfies readonly Permission[];
const ANALYST = [
  ...VIEWER,
  'read:status',
  'write:projects',
  'write:datasets',
  'delete:datasets',
  'read:connections',
  'read:cases',
  'read:sql',
  'write:presets',
  'write:calendars',
  'write:models',
  'write:rules',
  'write:sharing',
] as const satisfies readonly Permission[];

export const MATRIX: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: [
    ...ANALYST,
    ...([
      'admin:users',
      'admin:groups',
      'admin:roles',
      'admin:directory',
      'admin:tokens',
      'admin:webhooks',
      'write:connections',
      'admin:workspaces',
      'admin:policies',
      'read:masked',
      'admin:jobs',
      'admin:settings',
      'read:audit',
    ] as const),
  ],
  analyst: ANALYST,
  viewer: VIEWER,
  auditor: [...EVERYONE, 'read:status', 'read:audit'],
  'appliance-administrator': [...EVERYONE, 'read:status', 'admin:tenants', 'admin:schedules'],
};

/** Held only in the appliance's own tenant: it looks after tenants, and is nobody inside of them (docs/adr/appliance-administrator.md). */
export const APPLIANCE_ROLE = 'appliance-administrator' satisfies Role;

/** What a share of a project or dataset may give. */
export const SHARED_ROLES = ['viewer', 'analyst'] as const satisfies readonly Role[];

/** Permissions that concern the tenant as a whole: a role held in one workspace only does not give them. */
export const TENANT_WIDE: ReadonlySet<Permission> = new Set<Permission>([
  'admin:users',
  'admin:groups',
  'admin:roles',
  'admin:workspaces',
  'admin:tenants',
  'admin:directory',
  'admin:tokens',
  'admin:webhooks',
  'admin:policies',
  'admin:jobs',
  'admin:schedules',
  'admin:settings',
  'read:audit',
  'read:status',
]);

export const isBuiltIn = (role: string): role is Role => Object.hasOwn(MATRIX, role);

/** What a built-in role gives; an unknown one gives nothing. */
export const permissionsOf = (role: string): readonly Permission[] => (isBuiltIn(role) ? MATRIX[role] : []);

export const isPermission = (text: string): text is Permission => Object.hasOwn(PERMISSIONS, text);
