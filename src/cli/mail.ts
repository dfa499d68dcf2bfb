import { AppError } from '#sdk';
import { mailSettings } from '../assemble-settings.ts';
import { egressSettings } from '../open-egress.ts';
import { systemClock } from '../platform/clock.ts';
import { egressDoor } from '../platform/egress/index.ts';
import { newId } from '../platform/ids.ts';
import { deliver } from '../platform/mail/index.ts';
import { cleanEmail } from '../platform/names.ts';
import { answeringVerb, noAction } from './answering-verb.ts';
import { CONFIG_FLAG, CONFIG_OPTION, configOf } from './config-flags.ts';

const about = {
  name: 'mail',
  summary: 'Sends a trial mail by the relay that is configured.',
  usage: 'mail test ADDRESS [--config FILE] [--json]',
  flags: [CONFIG_FLAG],
  examples: [
    {
      call: 'mail test ann@corp.example',
      does: 'connects, does TLS, signs in and hands a mail over, as the server would; says what the relay answers',
    },
  ],
};

export default answeringVerb(about, { options: CONFIG_OPTION }, async (flags, io) => {
  const [action, sent] = flags.positionals;
  if (action !== 'test') return noAction(action);
  const address = cleanEmail(sent ?? null);
  if (address === null) return 'Say whom to write to: adit mail test ADDRESS.';
  const { config } = configOf(flags, io);
  const relay = mailSettings(config)?.relay() ?? notConfigured();
  const egress = egressDoor({ settings: egressSettings(config), denied: () => {} });
  const startedMs = performance.now();
  await deliver({ relay, egress }, trialTo(address, relay.site));
  const ms = Math.round(performance.now() - startedMs);
  const { host, port, tls } = relay;
  const found = { relay: `${host}:${port}`, tls, signedIn: relay.login !== null, address, ms };
  return {
    document: found,
    text: `The relay ${found.relay} (tls = ${tls}${relay.login ? ', signed in' : ''}) has taken a mail to ${address}, in ${ms} ms.\n`,
  };
});

const trialTo = (to: string, site: string) => ({
  ...({ id: newId(), to, locale: 'en', sentAtMs: systemClock.now(), subject: 'A trial mail from Adit' } as const),
  lines: [{ text: 'Mail from Adit arrives here.', url: site }],
});

function notConfigured(): never {
  throw new AppError('not_found', 'mail.notConfigured', 'No relay is configured: set "mail.host" and "mail.from".');
}
