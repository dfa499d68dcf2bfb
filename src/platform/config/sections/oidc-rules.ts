import { isLoopback } from '../../addresses.ts';
import type { OidcProvider, OidcRoleRule } from './oidc.ts';

type Found = [key: keyof OidcProvider, message: string];

interface OidcSettings {
  readonly providers: readonly OidcProvider[];
  readonly role_map: readonly OidcRoleRule[];
}

/** What does not fit together in the providers and their role map; `table` is `oidc.providers.0`. */
export function oidcProblems({ providers, role_map }: OidcSettings, publicUrl: string) {
  const strangers = role_map.flatMap(({ provider }, i) => {
    const table = `oidc.role_map.${i}`;
    const message = `There is no provider "${provider}" among [[oidc.providers]].`;
    return providers.some(({ id }) => id === provider) ? [] : [{ table, name: `${table}.provider`, message }];
  });
  const mistakes = providers.flatMap((provider, i) => {
    const problems = providerProblems(provider);
    if (providers.findIndex(({ id }) => id === provider.id) < i)
      problems.push(['id', `A provider before has the id "${provider.id}" too; each needs its own.`]);
    if (i === 0 && publicUrl === '')
      problems.push([
        'id',
        'With a provider, "server.public_url" is needed: people come back from it to this address, which is registered there.',
      ]);
    const table = `oidc.providers.${i}`;
    return problems.map(([key, message]) => ({ table, name: `${table}.${key}`, message }));
  });
  return [...mistakes, ...strangers];
}

function providerProblems({ issuer, scopes, preset }: OidcProvider): Found[] {
  const problems: Found[] = [];
  const url = URL.parse(issuer);
  if (!url) problems.push(['issuer', `"${issuer}" is no address.`]);
  else if (url.protocol === 'http:' && !isLoopback(url.hostname))
    problems.push(['issuer', 'Secrets and tokens would cross the network readable: the issuer must begin with https.']);
  if (preset === 'entra-id' && /\/(common|organizations|consumers)\//.test(issuer))
    problems.push([
      'issuer',
      'This issuer stands for people of every organisation. Write that of your own: https://login.microsoftonline.com/TENANT-ID/v2.0.',
    ]);
  if (scopes.length > 0 && !scopes.includes('openid'))
    problems.push(['scopes', '"scopes" lacks "openid", without which there is no ID token.']);
  return problems;
}
