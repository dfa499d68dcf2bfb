import { oidcWith } from './assemble-oidc.ts';
import { directorySettings, signInSettings } from './assemble-settings.ts';
import { type Access, accessFeature, sqliteAccessStores } from './features/access/index.ts';
import {
  type Accounts,
  accountsFeature,
  type ExternalAccounts,
  externalAccounts,
  sqliteAccountStore,
  sqliteIdentityStore,
  sqlitePlaces,
} from './features/accounts/index.ts';
import {
  type Directory,
  type DirectoryFeature,
  directoryFeature,
  sqliteDirectoryStore,
} from './features/directory/index.ts';
import type { Oidc } from './features/oidc/index.ts';
import {
  type ServiceAccounts,
  serviceAccountsFeature,
  sqliteServiceAccounts,
} from './features/service-accounts/index.ts';

import {
  isReservedLogin,
  jwtAccessTokens,
  type SignIn,
  type SignInParts,
  signInFeature,
  sqliteSecondFactors,
  sqliteSignInStore,
} from './features/sign-in/index.ts';
import type { Foundations } from './foundations.ts';
import type { Authenticate } from './platform/http/http-parts.ts';
import type { Render } from './platform/http/render.ts';
import type { Route } from './platform/http/route.ts';
import type { JobStore } from './platform/jobs/index.ts';
import type { Outbox } from './platform/mail/index.ts';

type IdentityParts = Pick<SignInParts, 'changes' | 'clock' | 'newId' | 'passwords' | 'demo' | 'demoStart'> & {
  readonly directories: readonly Directory[];
  readonly jobs: JobStore;
  readonly mail: Outbox;
};

export interface IdentityFeatures {
  readonly signIn: SignIn;
  readonly access: Access;
  readonly accounts: Accounts;
  readonly externalAccounts: ExternalAccounts;
  readonly directory: DirectoryFeature;
  readonly oidc: Oidc;
  readonly serviceAccounts: ServiceAccounts;
  readonly authenticate: Authenticate;
  readonly routes: readonly Route[];
}

/** A bearer's secret is an API key or an access token; its form says which. */
const byKind =
  (signIn: SignIn, serviceAccounts: ServiceAccounts): Authenticate =>
  (credential, origin) =>
    credential.kind === 'bearer' && serviceAccounts.isKey(credential.secret)
      ? serviceAccounts.authenticate(credential.secret, origin, credential.quiet)
      : signIn.authenticate(credential, origin);

/** Who may come in: accounts of our own and of others, and how they prove who they are. */
export function identifyWith(foundations: Foundations, parts: IdentityParts, render: Render): IdentityFeatures {
  const { db, config, clock, newId, log } = foundations;
  const { changes } = parts;
  const store = sqliteSignInStore(db);
  const external = externalAccounts({
    ...{ store: sqliteIdentityStore(db), changes, clock, newId, isReserved: isReservedLogin },
    endSessions: ({ tx }, { tenant, user }) => store.deleteSessionsOf(tx, tenant, user, null),
  });
  const directory = directoryFeature(
    {
      ...{ directories: parts.directories, settings: directorySettings(config), external, places: sqlitePlaces(db) },
      ...{ store: sqliteDirectoryStore(db), changes, clock, newId, log, jobs: parts.jobs },
    },
    render,
  );
  const signIn = signInFeature(
    {
      ...{ ...parts, store, settings: signInSettings(config) },
      factors: sqliteSecondFactors(db, foundations.secrets),
      directories: directory.directories,
      providers: () => oidc.signInProviders,
      accessTokens: jwtAccessTokens({ key: foundations.tokenKey, clock, newId }),
    },
    render,
  );
  const access = accessFeature({ ...sqliteAccessStores(db), changes, clock, newId }, render);
  const oidc = oidcWith(foundations, { changes, accounts: external, signIn });
  const accounts = accountsFeature(
    { store: sqliteAccountStore(db), changes, clock, newId, signIn, own: signIn.own, access, mail: parts.mail },
    render,
  );
  const serviceAccounts = serviceAccountsFeature(
    { store: sqliteServiceAccounts(db), changes, clock, newId, log, signIn, access },
    render,
  );
  const features = { signIn, access, accounts, externalAccounts: external, directory, oidc, serviceAccounts };
  return {
    ...features,
    authenticate: byKind(signIn, serviceAccounts),
    routes: [signIn, accounts, access, directory, oidc, serviceAccounts].flatMap(({ routes }) => routes),
  };
}
