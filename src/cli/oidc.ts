import { AppError } from '#sdk';
import { MAX_ANSWER_BYTES, type ProviderReport, providerSettings, testProvider } from '../features/oidc/index.ts';
import { egressSettings } from '../open-egress.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config/index.ts';
import { type Egress, egressDoor } from '../platform/egress/index.ts';
import { answeringVerb, noAction } from './answering-verb.ts';
import { CONFIG_FLAG, CONFIG_OPTION, configOf } from './config-flags.ts';
import { EXIT } from './verb.ts';

const about = {
  name: 'oidc',
  summary: 'Tries the OpenID Connect providers of the configuration, and says what to register there.',
  usage: 'oidc test [ID] [--config FILE] [--json]',
  flags: [CONFIG_FLAG],
  examples: [
    { call: 'oidc test', does: 'discovery, keys and clock of every provider, and the addresses to register' },
    { call: 'oidc test corp --json', does: 'of one, for programs; exit code 1 when nobody could sign in' },
  ],
};

export default answeringVerb(about, { options: CONFIG_OPTION }, async (flags, io) => {
  const [action, id] = flags.positionals;
  if (action !== 'test') return noAction(action);
  const { config } = configOf(flags, io);
  const egress = egressDoor({ settings: egressSettings(config), denied: () => {} });
  const reports: ProviderReport[] = [];
  for (const chosen of chosenOf(config, id)) reports.push(await reportOf(config, chosen, egress));
  return {
    document: { items: reports, total: reports.length },
    text: reports.map(reportText).join('\n'),
    exit: reports.every(({ isRight }) => isRight) ? EXIT.ok : EXIT.problem,
  };
});

type Configured = Config['oidc']['providers'][number];

function chosenOf({ oidc: { providers } }: Config, id: string | undefined): readonly Configured[] {
  const chosen = providers.filter((provider) => id === undefined || provider.id === id);
  if (chosen.length > 0) return chosen;
  const message =
    id === undefined
      ? 'No provider is configured. Add a table [[oidc.providers]]; "adit config example" shows one.'
      : `There is no provider "${id}". Configured: ${providers.map((provider) => provider.id).join(', ') || 'none'}.`;
  throw new AppError('not_found', 'oidc.unknownProvider', message);
}

function reportOf({ oidc, server }: Config, configured: Configured, egress: Egress): Promise<ProviderReport> {
  const door = egress.as({ purpose: `OIDC provider ${configured.id}` });
  return testProvider({
    ...{ settings: providerSettings(configured), clock: systemClock, site: server.public_url + server.base_path },
    outgoing: (url, init) => door.fetch(url, init, { maxBytes: MAX_ANSWER_BYTES }),
    rules: oidc.role_map.filter(({ provider }) => provider === configured.id).length,
  });
}

function reportText({
  id,
  issuer,
  isRight,
  problems,
  warnings,
  register,
  scopes,
  claims,
  keys,
  clockAheadS,
}: ProviderReport): string {
  const lines = [
    `${id}: ${isRight ? 'people can sign in' : 'nobody can sign in'}`,
    `  issuer               ${issuer}`,
    ...problems.map((problem) => `  problem              ${problem}`),
    ...warnings.map((warning) => `  warning              ${warning}`),
    ...keys.map(
      ({ kid, kind, algorithms }) =>
        `  key                  ${kid} (${kind}), ${algorithms.join(', ') || 'of no use here'}`,
    ),
    `  clock                ${clockText(clockAheadS)}`,
    `  scopes               ${scopes.join(' ')}`,
    `  claims               login ${claims.login}, name ${claims.name}, e-mail ${claims.email}, groups ${claims.groups}`,
    '  to be registered at the provider:',
    `  redirect URI         ${register.redirectUri}`,
    `  after signing out    ${register.afterSignOut}`,
    `  back-channel logout  ${register.backChannelLogout}`,
  ];
  return `${lines.join('\n')}\n`;
}

function clockText(aheadS: number | null): string {
  if (aheadS === null) return 'not told';
  if (aheadS === 0) return 'as ours';
  return `${Math.abs(aheadS)} s ${aheadS > 0 ? 'ahead of' : 'behind'} ours`;
}
