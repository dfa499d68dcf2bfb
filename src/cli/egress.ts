import { egressSettings } from '../open-egress.ts';
import { type Decision, egressDoor } from '../platform/egress/index.ts';
import { answeringVerb, noAction } from './answering-verb.ts';
import { CONFIG_FLAG, CONFIG_OPTION, configOf } from './config-flags.ts';
import { EXIT } from './verb.ts';

const about = {
  name: 'egress',
  summary: 'Tells whether a connection to another machine would be allowed, and why.',
  usage: 'egress test HOST:PORT [--config FILE] [--json]',
  flags: [CONFIG_FLAG],
  examples: [
    { call: 'egress test erp-db.corp:1521', does: 'every address of the name, and the entry that lets it pass' },
    { call: 'egress test 127.0.0.1:8080', does: 'refused with its reason (exit code 4); nothing is connected to' },
  ],
};

export default answeringVerb(about, { options: CONFIG_OPTION }, async (flags, io) => {
  const [action, target] = flags.positionals;
  if (action !== 'test') return noAction(action);
  if (target === undefined) return 'Say which target to test: HOST:PORT.';
  const { config } = configOf(flags, io);
  const door = egressDoor({ settings: egressSettings(config), denied: () => {} });
  door.addOwnPort(config.server.port);
  const decision = await door.explain(target);
  const document = { allowed: decision.refusal === null, ...decision };
  return { document, text: textOf(decision), exit: exitOf(decision) };
});

function exitOf({ refusal }: Decision): number {
  if (refusal === null) return EXIT.ok;
  return refusal.code === 'egress.unresolved' ? EXIT.unreachable : EXIT.refused;
}

function textOf({ host, port, addresses, refusal }: Decision): string {
  const lines = addresses.map(({ address, entry, refusal: why }) =>
    why ? `  ${address}  refused: ${why.message}` : `  ${address}  allowed by "${entry}"`,
  );
  const head =
    refusal === null ? `${host}, port ${port}: allowed.` : `${host}, port ${port}: refused. ${refusal.message}`;
  return `${[head, ...lines].join('\n')}\n`;
}
