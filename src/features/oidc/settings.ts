import type { OidcProvider } from '../../platform/config/index.ts';

/** One provider as it is dealt with: what the configuration leaves empty comes from the preset. */
export interface ProviderSettings {
  readonly id: string;
  /** On the button. */
  readonly title: string;
  readonly preset: OidcProvider['preset'];
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
  readonly scopes: readonly string[];
  readonly claims: ClaimNames;
  /** Claim by the name that it has in row policies. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly asksUserInfo: boolean;
  /** One of them, best first; empty: any. */
  readonly acrValues: readonly string[];
  /** At least one of them; empty: any. */
  readonly amrValues: readonly string[];
  readonly signOut: OidcProvider['sign_out'];
}

export interface ClaimNames {
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly groups: string;
}

interface Preset {
  readonly scopes: readonly string[];
  readonly claims: ClaimNames;
}

const USUAL: Preset = {
  scopes: ['openid', 'profile', 'email'],
  claims: { login: 'preferred_username', name: 'name', email: 'email', groups: 'groups' },
};

const PRESETS: Readonly<Record<OidcProvider['preset'], Preset>> = {
  generic: USUAL,
  'entra-id': USUAL,
  keycloak: USUAL,
  // "allatclaims" lets claims of issuance rules into the ID token; "group" is its short name for groups.
  adfs: {
    scopes: [...USUAL.scopes, 'allatclaims'],
    claims: { ...USUAL.claims, login: 'upn', groups: 'group' },
  },
};

/** What is kept and audited as the one who vouches for a person. */
export const providerName = (id: string): string => `oidc:${id}`;

export function providerSettings(configured: OidcProvider): ProviderSettings {
  const preset = PRESETS[configured.preset];
  return {
    ...{ id: configured.id, title: configured.title || configured.id, preset: configured.preset },
    ...{ issuer: configured.issuer, clientId: configured.client_id, clientSecret: configured.client_secret || null },
    scopes: configured.scopes.length > 0 ? configured.scopes : preset.scopes,
    claims: {
      login: configured.login_claim || preset.claims.login,
      name: configured.name_claim || preset.claims.name,
      email: configured.email_claim || preset.claims.email,
      groups: configured.groups_claim || preset.claims.groups,
    },
    attributes: Object.fromEntries(Object.entries(configured.attributes).map(([claim, name]) => [name, claim])),
    asksUserInfo: configured.userinfo,
    ...{ acrValues: configured.acr_values, amrValues: configured.amr_values, signOut: configured.sign_out },
  };
}

const PREFIX = '/sign-in/oidc';

/** Paths of ours that concern one provider. */
export const startPath = (id: string): string => `${PREFIX}/${id}`;
export const callbackPath = (id: string): string => `${PREFIX}/${id}/callback`;
export const logoutPath = (id: string): string => `/api/v1/auth/oidc/${id}/logout`;
