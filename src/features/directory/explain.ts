import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { loginKey } from '../../platform/names.ts';
import { type KnownIdentity, type RoleRule, ruleMistake, type WhyGone } from '../accounts/index.ts';
import type { Directory, DirectoryPerson } from './directory.ts';
import { providerOf } from './model.ts';
import type { DirectoryParts } from './parts.ts';
import { directoryRoles } from './role-map.ts';

/**
 * `local`: the name is that of an account of our own, and no directory is asked; `unreachable`: one could not be; `disabled`: there;
 * `disabled-here`: by an administrator.
 */
export type Verdict = 'let-in' | 'local' | 'not-found' | 'unreachable' | 'disabled' | 'no-role' | 'disabled-here';

/** What a person would get, and why. */
export interface Explanation {
  readonly login: string;
  readonly verdict: Verdict;
  /** The directories that were asked, in order; the last one answered. */
  readonly asked: readonly { readonly server: string; readonly problem: string | null }[];
  readonly person: DirectoryPerson | null;
  readonly rules: readonly ExplainedRule[];
  readonly tenants: readonly ExplainedTenant[];
}

export interface ExplainedRule extends RoleRule {
  /** From 1, among the rules that speak of this directory. */
  readonly number: number;
  /** DN of the person's group that it means; null: the person is in none. */
  readonly by: string | null;
  /** Why it gives nothing to anybody. */
  readonly mistake: string | null;
}

export interface ExplainedTenant {
  readonly tenant: string;
  readonly roles: readonly { readonly role: string; readonly workspace: string | null }[];
  readonly account: {
    readonly login: string;
    readonly status: KnownIdentity['status'];
    readonly why: WhyGone | null;
    readonly disabledBy: string | null;
  } | null;
}

/**
 * Looks somebody up as signing in would, without a password, and says what would come of it. Who belongs to a tenant sees what concerns
 * that tenant; the operator sees all.
 */
export async function explainLogin(
  parts: DirectoryParts,
  actor: Actor,
  sent: string,
  signal: AbortSignal,
): Promise<Explanation> {
  const login = loginKey(sent) ?? noLogin();
  const nothing = { login, asked: [], person: null, rules: [], tenants: [] };
  if (parts.store.isLocalLogin(login)) return { ...nothing, verdict: 'local' };
  const asked: { server: string; problem: string | null }[] = [];
  for (const directory of parts.directories) {
    try {
      const person = await directory.find({ login }, signal);
      asked.push({ server: directory.id, problem: null });
      if (person) return { login, asked, ...explained(parts, actor, directory, person) };
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError)) throw error;
      asked.push({ server: directory.id, problem: error.message });
      // Signing in would end here too: the person could be this directory's.
      return { ...nothing, asked, verdict: 'unreachable' };
    }
  }
  return { ...nothing, asked, verdict: 'not-found' };
}

type Explained = Pick<Explanation, 'verdict' | 'person' | 'rules' | 'tenants'>;

function explained(parts: DirectoryParts, actor: Actor, directory: Directory, person: DirectoryPerson): Explained {
  const { places, settings, external } = parts;
  const roles = directoryRoles(settings, directory.id, places);
  const sees = (tenant: string | null): boolean => actor.kind === 'system' || tenant === actor.tenant;
  const rules = roles.rules
    .map((rule, i) => ({
      ...{ group: rule.group, role: rule.role, tenant: rule.tenant, workspace: rule.workspace, number: i + 1 },
      ...{ by: roles.groupFor(rule, person.groups), mistake: ruleMistake(rule, places) },
    }))
    .filter((rule) => sees(places.findTenant(rule.tenant)));
  const known = external.list(providerOf(directory), person.subject);
  const tenants = roles
    .rolesFor(person.groups)
    .map(({ tenant, grants }) => ({ tenant, roles: grants, account: accountIn(known, tenant) }))
    .filter(({ tenant, roles: given, account }) => sees(tenant) && (given.length > 0 || account));
  const given = tenants.filter((one) => one.roles.length > 0);
  const isOpen = given.some(({ account }) => account?.status !== 'disabled' || account.disabledBy !== null);
  const verdict = person.isDisabled ? 'disabled' : given.length === 0 ? 'no-role' : isOpen ? 'let-in' : 'disabled-here';
  return { verdict, person, rules, tenants };
}

function accountIn(known: readonly KnownIdentity[], tenant: string): ExplainedTenant['account'] {
  const one = known.find((account) => account.tenant === tenant);
  if (!one) return null;
  const { accountLogin: login, status, disabledBy, disabledWhy: why } = one;
  return { login, status, why, disabledBy };
}

function noLogin(): never {
  throw new AppError(
    'invalid',
    'directory.noLogin',
    'A login has 1 to 120 characters, without spaces and control characters.',
    [{ pointer: '/login', message: 'not a login' }],
  );
}
