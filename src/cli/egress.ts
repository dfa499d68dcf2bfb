import { egressSettings } from '../open-egress.ts';
import { type Decision, egressDoor } from '../platform/egress/index.ts';
import { CONFIG_FLAG, JSON_FLAG } from './config-flags.ts';
import { configOf } from './open-appliance.ts';
import { EXIT, type Io, parseFlags, usageFault, type Verb } from './verb.ts';

const about = {
  name: 'egress',
  summary: 'Tells whether a connection to another machine would be allowed, and why.',
  usage: 'egress test HOST:PORT [--config FILE] [--json]',
  flags: [CONFIG_FLAG, JSON_FLAG],
  examples: [
    { call: 'egress test erp-db.corp:1521', does: 'every address of the name, and the entry that lets it pass' },
    { call: 'egress test 127.0.0.1:8080', does: 'refused with its reason (exit code 4); nothing is connected to' },
  ],
};

const options = { config: { type: 'string' }, json: { type: 'boolean' } } as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 1, max: 2 });
    if (typeof flags === 'number') return flags;
    const json = flags.values.json === true;
    const [action, target] = flags.positionals;
    if (action !== 'test') return usageFault(about, io, `There is no action "${action}".`, json);
    if (target === undefined) return usageFault(about, io, 'Say which target to test: HOST:PORT.', json);
    const { config } = configOf(flags, io);
    const door = egressDoor({ settings: egressSettings(config), denied: () => {} });
    door.addOwnPort(config.server.port);
    const decision = await door.explain(target);
    io.stdout(json ? `${JSON.stringify({ allowed: decision.refusal === null, ...decision })}\n` : textOf(decision));
    if (decision.refusal === null) return EXIT.ok;
    return decision.refusal.code === 'egress.unresolved' ? EXIT.unreachable : EXIT.refused;
  },
} satisfies Verb;

function textOf({ host, port, addresses, refusal }: Decision): string {
  const lines = addresses.map(({ address, entry, refusal: why }) =>
    why ? `  ${address}  refused: ${why.message}` : `  ${address}  allowed by "${entry}"`,
  );
  const head =
    refusal === null ? `${host}, port ${port}: allowed.` : `${host}, port ${port}: refused. ${refusal.message}`;
  return `${[head, ...lines].join('\n')}\n`;
}
