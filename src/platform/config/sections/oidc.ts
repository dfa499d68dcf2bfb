import { type Static, Type } from '#sdk';
import { byName, choice, flag, list, needed, secret, tables, text } from '../setting.ts';
import { roleRule } from './role-map.ts';

const ID = { pattern: '^[a-z0-9][a-z0-9-]{0,31}$', form: 'corp' };
const CLAIM = { form: 'preferred_username, or /realm_access/roles for one inside another' };

const client = {
  id: needed('Short name of the provider. Never change it: it is part of what its people are known by.', 'restart', {
    ...ID,
    example: 'corp',
  }),
  title: text('Name of the provider on its button of the sign-in page; empty: the id.', '', 'restart', {
    pattern: '^.{0,60}$',
    form: 'Example Bank',
  }),
  preset: choice(
    'Kind of provider; it gives the scopes and claims that are left empty below.',
    ['generic', 'entra-id', 'adfs', 'keycloak'],
    'generic',
    'restart',
  ),
  issuer: needed('The provider, exactly as it writes its own name ("iss").', 'restart', {
    pattern: String.raw`^https?://[^\s?#@]+$`,
    form: 'https://login.corp.example/realms/corp',
    example: 'https://login.corp.example/realms/corp',
  }),
  client_id: needed('Name under which Adit is registered there.', 'restart', {
    pattern: '.',
    form: 'adit',
    example: 'adit',
  }),
  client_secret: secret('Secret of that registration; not set: a public client, which PKCE alone protects.', 'restart'),
  scopes: list('Scopes that are asked for; "openid" must be one. Empty: those of the preset.', 'restart', {
    pattern: String.raw`^[\x21\x23-\x5b\x5d-\x7e]+$`,
    form: 'openid',
  }),
  sign_out: choice(
    'What signing out here means for the session at the provider. ask: a link ends it too; always: it ends too; never: it stays.',
    ['ask', 'always', 'never'],
    'ask',
    'restart',
  ),
};

const claims = {
  login_claim: text('Claim that names the account; it is no proof of who somebody is.', '', 'restart', CLAIM),
  name_claim: text('Claim with the name that others see.', '', 'restart', CLAIM),
  email_claim: text('Claim with the e-mail address.', '', 'restart', CLAIM),
  groups_claim: text('Claim with the groups or roles that "oidc.role_map" speaks of.', '', 'restart', CLAIM),
  attributes: byName(
    'Further claims of people, and the name that each has in row policies, as { department = "region" }.',
    'restart',
    { pattern: '^[a-z][a-z0-9_]*$', form: 'region' },
  ),
  userinfo: flag('Also asks the UserInfo endpoint for claims that are not in the ID token.', false, 'restart'),
};

const strength = {
  acr_values: list(
    'Ways of authentication ("acr") that are asked for, best first; what is none of them is refused. Empty: any.',
    'restart',
  ),
  amr_values: list(
    'Means of authentication ("amr"), as "mfa": at least one of them must have been used. Empty: any.',
    'restart',
  ),
};

export const oidc = Type.Object(
  {
    providers: tables(
      'One OpenID Connect provider each; every one has its button on the sign-in page.',
      'restart',
      Type.Object({ ...client, ...claims, ...strength }),
    ),
    role_map: tables(
      'What the groups of a provider mean here. Nobody has a role without a group that gives one.',
      'restart',
      Type.Object({
        provider: needed('Id of the provider whose group it is.', 'restart', { ...ID, example: 'corp' }),
        ...roleRule('Group or role, exactly as the provider sends it; "*" stands for any characters.', 'adit-analysts'),
      }),
    ),
  },
  { description: 'OpenID Connect providers whose people may sign in.' },
);

/** One provider as it is configured. */
export type OidcProvider = Static<typeof oidc>['providers'][number];

/** What a group of a provider means, as it is configured. */
export type OidcRoleRule = Static<typeof oidc>['role_map'][number];
