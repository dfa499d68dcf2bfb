import { AppError } from '#sdk';
import type { KnownIdentity, TenantRoles, Withdrawal } from '../accounts/index.ts';
import type { Directory, DirectoryPerson } from './directory.ts';
import { providerOf, type SyncChange } from './model.ts';
import type { DirectoryParts } from './parts.ts';
import { type DirectoryRoles, directoryRoles, rememberedPlaces } from './role-map.ts';
import { DIRECTORY_ACTOR, identityOf, isUnusable } from './settle.ts';

/** People between two looks at whatever else waits. */
const BREATH = 25;

export interface PlannedChange {
  readonly change: SyncChange;
  apply(): void;
}

/** What a comparison would do. Making it changes nothing. */
export interface SyncPlan {
  readonly changes: readonly PlannedChange[];
  /** Found as they were. */
  readonly unchanged: readonly KnownIdentity[];
  /** Already gone, or on the way, and not found again. */
  readonly stillMissing: readonly KnownIdentity[];
  /** Accounts that we have from there, and those of them that could sign in before. */
  readonly known: number;
  readonly active: number;
}

/** Compares everybody whom a directory has with everybody whom we have from it. */
export async function planSync(
  parts: DirectoryParts,
  directory: Directory,
  people: readonly DirectoryPerson[],
): Promise<SyncPlan> {
  const known = new Map<string, KnownIdentity[]>();
  const counts = { known: 0, active: 0 };
  for await (const one of parts.external.everybody(providerOf(directory))) {
    known.set(one.subject, [...(known.get(one.subject) ?? []), one]);
    counts.known++;
    if (one.status !== 'disabled') counts.active++;
  }
  const roles = directoryRoles(parts.settings, directory.id, rememberedPlaces(parts.places));
  const plan = {
    changes: [] as PlannedChange[],
    unchanged: [] as KnownIdentity[],
    stillMissing: [] as KnownIdentity[],
  };
  const seen = new Set<string>();
  for (const [i, person] of people.entries()) {
    if (i % BREATH === 0) await Bun.sleep(0);
    if (seen.has(person.subject)) twice(directory, person);
    seen.add(person.subject);
    planPerson(parts, { directory, roles, plan }, person, known.get(person.subject) ?? []);
  }
  for (const [subject, accounts] of known)
    if (!seen.has(subject)) for (const account of accounts) planMissing(parts, plan, account);
  return { ...plan, ...counts };
}

interface Planning {
  readonly directory: Directory;
  readonly roles: DirectoryRoles;
  readonly plan: { changes: PlannedChange[]; unchanged: KnownIdentity[] };
}

function planPerson(
  parts: DirectoryParts,
  { directory, roles, plan }: Planning,
  person: DirectoryPerson,
  accounts: readonly KnownIdentity[],
): void {
  const given = person.isDisabled ? [] : roles.rolesFor(person.groups).filter(({ grants }) => grants.length > 0);
  for (const one of given) {
    const account = accounts.find(({ tenant }) => tenant === one.tenant) ?? null;
    const planned = planAdmission(parts, directory, person, one, account);
    if (planned) plan.changes.push(planned);
    else if (account) plan.unchanged.push(account);
  }
  const why = person.disabledBy ?? (person.isDisabled ? 'disabled' : 'no-role');
  for (const account of accounts)
    if (account.status !== 'disabled' && !given.some(({ tenant }) => tenant === account.tenant))
      plan.changes.push(planWithdrawal(parts, account, { status: 'disabled', why, occasion: 'sync' }));
}

/** Null: nothing differs. */
function planAdmission(
  { external }: DirectoryParts,
  directory: Directory,
  person: DirectoryPerson,
  { tenant, grants }: TenantRoles,
  account: KnownIdentity | null,
): PlannedChange | null {
  const identity = identityOf(directory, person, tenant);
  const about = { tenant, login: person.login, subject: person.subject, why: null };
  try {
    const { kind, before, after } = external.preview(identity, grants, account);
    if (kind === 'same') return null;
    return {
      change: { ...about, kind, before, after, message: null },
      apply: () => external.confirm(DIRECTORY_ACTOR, identity, grants, 'sync'),
    };
  } catch (error) {
    if (!isUnusable(error)) throw error;
    return { change: { ...about, kind: 'blocked', before: {}, after: {}, message: error.message }, apply: () => {} };
  }
}

function planWithdrawal({ external }: DirectoryParts, account: KnownIdentity, how: Withdrawal): PlannedChange {
  const { tenant, accountLogin: login, subject, status, grants } = account;
  const kind = how.status === 'disabled' ? 'disable' : 'miss';
  const before = how.status === 'disabled' ? { status, roles: grants } : { status };
  const about = { kind, tenant, login, subject, why: how.why, message: null } as const;
  return {
    change: { ...about, before, after: { status: how.status } },
    apply: () => external.withdraw(DIRECTORY_ACTOR, account, how),
  };
}

/** First missing, and after the second complete comparison and the time of grace disabled. */
function planMissing(
  parts: DirectoryParts,
  plan: { changes: PlannedChange[]; stillMissing: KnownIdentity[] },
  account: KnownIdentity,
): void {
  if (account.status === 'disabled') return;
  const { clock, settings } = parts;
  const isLong = clock.now() - (account.missingSinceMs ?? clock.now()) >= settings.graceMs;
  const how = { why: 'missing', occasion: 'sync' } as const;
  plan.stillMissing.push(account);
  if (account.missingSyncs >= 1 && isLong)
    plan.changes.push(planWithdrawal(parts, account, { ...how, status: 'disabled' }));
  else if (account.status !== 'missing')
    plan.changes.push(planWithdrawal(parts, account, { ...how, status: 'missing' }));
}

function twice({ id }: Directory, { subject, dn }: DirectoryPerson): never {
  throw new AppError(
    'conflict',
    'directory.misconfigured',
    `The directory "${id}" gives the subject ${subject} to more than one entry, one of them "${dn}". Set "subject_attribute" to one that is unique, as objectGUID or entryUUID.`,
  );
}
