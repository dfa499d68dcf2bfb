import { loginKey, tameName } from '../../platform/names.ts';
import { ProviderFault } from './provider-fault.ts';
import type { ProviderSettings } from './settings.ts';
import type { Claims } from './tokens.ts';

const MAX_VALUES = 5000;
const MAX_CHARS = 1000;

/** Who somebody is by the claims of a provider. */
export interface ClaimedPerson {
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export function claimedPerson(settings: ProviderSettings, claims: Claims): ClaimedPerson {
  const names = settings.claims;
  const login = loginKey(textOf(claims, names.login) ?? '');
  if (login === null) return noLogin(settings, claims);
  return {
    login,
    displayName: tameName(textOf(claims, names.name) ?? '') ?? login,
    email: emailOf(textOf(claims, names.email)),
    groups: groupsOf(settings, claims),
    attributes: Object.fromEntries(
      Object.entries(settings.attributes).map(([name, claim]) => [name, valuesOf(claims, claim)]),
    ),
  };
}

/** Refuses a sign-in that was weaker than the configuration wants. */
export function demandStrength({ acrValues, amrValues }: ProviderSettings, claims: Claims): void {
  const amr = Array.isArray(claims.amr) ? claims.amr : [];
  const isStrong =
    (acrValues.length === 0 || acrValues.includes(String(claims.acr))) &&
    (amrValues.length === 0 || amrValues.some((value) => amr.includes(value)));
  if (isStrong) return;
  throw new ProviderFault(
    'forbidden',
    'oidc.tooWeak',
    'Adit wants a stronger proof of who you are than the provider asked of you, such as a second factor. Ask your administrator how to set one up there.',
    `acr ${JSON.stringify(claims.acr ?? null)}, amr ${JSON.stringify(claims.amr ?? null)}`,
  );
}

/** A claim by its name, or by a JSON pointer where the name begins with a slash: `/realm_access/roles`. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name) || !name.startsWith('/'))
    return Object.hasOwn(claims, name) ? claims[name] : undefined;
  let value: unknown = claims;
  for (const part of name.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function textOf(claims: Claims, name: string): string | null {
  const value = claimAt(claims, name);
  return typeof value === 'string' ? value : null;
}

const emailOf = (text: string | null): string | null =>
  text !== null && text.length <= 254 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(text) ? text : null;

function groupsOf(settings: ProviderSettings, claims: Claims): readonly string[] {
  const { groups } = settings.claims;
  const elsewhere = claims._claim_names as Claims | undefined;
  const isElsewhere = typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, groups);
  if (isElsewhere || claims.hasgroups === true) return tooManyGroups(settings);
  return [...new Set(valuesOf(claims, groups))].toSorted();
}

/** One text or a list of them. Anything else is a mistake of the configuration, at one end or the other. */
function valuesOf(claims: Claims, name: string): readonly string[] {
  const value = claimAt(claims, name) ?? [];
  const values = Array.isArray(value) ? value : [value];
  const texts = values.filter((one) => ['string', 'number', 'boolean'].includes(typeof one)).map(String);
  if (texts.length === values.length && texts.length <= MAX_VALUES && texts.every((text) => text.length <= MAX_CHARS))
    return texts;
  throw new ProviderFault(
    'forbidden',
    'oidc.badClaim',
    'Your account at the provider is described in a way that Adit cannot read. Tell your administrator.',
    `the claim "${name}" is neither a text nor a list of at most ${MAX_VALUES} texts of ${MAX_CHARS} characters`,
  );
}

/** Entra ID puts no groups into a token for people in more than 200, but a reference to a service in the cloud. */
function tooManyGroups({ claims }: ProviderSettings): never {
  throw new ProviderFault(
    'forbidden',
    'oidc.tooManyGroups',
    'You are in more groups than the provider sends, so that your roles cannot be told. Ask your administrator to send only the groups assigned to Adit, or app roles.',
    `the claim "${claims.groups}" was left out for its size (group overage). In Entra ID, emit "Groups assigned to the application" instead of all groups, or app roles with groups_claim = "roles".`,
  );
}

function noLogin({ claims: { login } }: ProviderSettings, claims: Claims): never {
  throw new ProviderFault(
    'forbidden',
    'oidc.noLogin',
    'The provider does not say by which name you are to be known here. Tell your administrator.',
    `the claim "${login}" is missing, or no name of at most 120 visible characters without spaces; what came: ${Object.keys(claims).toSorted().join(', ')}`,
  );
}
