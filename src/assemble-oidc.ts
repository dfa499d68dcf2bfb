import { type ExternalAccounts, rolesByRules, sqlitePlaces } from './features/accounts/index.ts';
import {
  groupByRule,
  MAX_ANSWER_BYTES,
  type Oidc,
  type Outgoing,
  oidcFeature,
  type Provider,
  provider,
  providerSettings,
  sqliteOidcStore,
} from './features/oidc/index.ts';
import type { SignIn } from './features/sign-in/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';

interface OidcNeeds {
  readonly changes: Changes;
  readonly accounts: ExternalAccounts;
  readonly signIn: SignIn;
}

/** Providers of the configuration, asked through the one door for connections that leave. */
export function oidcWith(foundations: Foundations, { changes, accounts, signIn }: OidcNeeds): Oidc {
  const { db, config, clock, log } = foundations;
  const { public_url, base_path } = config.server;
  const places = sqlitePlaces(db);
  const parts = {
    ...{ changes, clock, log, accounts, sessions: signIn, store: sqliteOidcStore(db), site: public_url + base_path },
    providers: configuredProviders(foundations),
    rolesOf: (id: string, groups: readonly string[]) =>
      rolesByRules(
        config.oidc.role_map.filter((rule) => rule.provider === id),
        groupByRule(groups),
        places,
      ),
  };
  return oidcFeature(parts, signIn.signInPage);
}

function configuredProviders({ config, clock, egress }: Foundations): ReadonlyMap<string, Provider> {
  return new Map(
    config.oidc.providers.map((configured) => {
      const settings = providerSettings(configured);
      const door = egress.as({ purpose: `OIDC provider ${settings.id}` });
      const outgoing: Outgoing = (url, init) => door.fetch(url, init, { maxBytes: MAX_ANSWER_BYTES });
      return [settings.id, provider({ settings, clock, outgoing })] as const;
    }),
  );
}
