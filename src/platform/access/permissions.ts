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
  'read:analyses': 'Run filters and calculators on datasets one may read',
  'read:cases': 'See single cases, and groups of cases smaller than the least size that is shown',
  'write:presets': 'Save and delete filter presets',
  'write:calendars': 'Create, change and delete working calendars',
  'write:models': 'Keep, change and delete process models, and what they scored',
  'write:rules': 'Keep, change and delete conformance rules',
  'admin:users': 'Add, change and disable accounts',
  'admin:settings': 'Change settings of the appliance',
  'read:audit': 'Read the audit log',
} as const;
export type Permission = keyof typeof PERMISSIONS;

export const ROLES = ['administrator', 'analyst', 'viewer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

const EVERYONE = ['read:self', 'write:self', 'read:api'] as const satisfies readonly Permission[];
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
  'read:cases',
  'write:presets',
  'write:calendars',
  'write:models',
  'write:rules',
] as const satisfies readonly Permission[];

export const MATRIX: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: [...ANALYST, 'admin:users', 'admin:settings', 'read:audit'],
  analyst: ANALYST,
  viewer: VIEWER,
  auditor: [...EVERYONE, 'read:status', 'read:audit'],
};

/** Permissions that concern the tenant as a whole: a role held in one workspace only does not give them. */
export const TENANT_WIDE: ReadonlySet<Permission> = new Set<Permission>([
  'admin:users',
  'admin:settings',
  'read:audit',
  'read:status',
]);

/** The union of what the roles give; an unknown role gives nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => (Object.hasOwn(MATRIX, role) ? MATRIX[role as Role] : [])));
}
