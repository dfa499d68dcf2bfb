import { configExample, configOrigins, type EffectiveSetting } from '../platform/config/index.ts';
import { CONFIG_FLAG, configOf, JSON_FLAG } from './config-flags.ts';
import { EXIT, type Io, parseFlags, usageFault, type Verb } from './verb.ts';

const about = {
  name: 'config',
  summary: 'Prints an example configuration, or the one that holds.',
  usage: 'config example | config show [--origin] [--json] [--config FILE]',
  flags: [
    CONFIG_FLAG,
    { flag: '--origin', does: 'where each value came from: file:line:column, variable, default' },
    JSON_FLAG,
  ],
  examples: [
    { call: 'config example > adit.toml', does: 'every setting with its meaning, range and default' },
    { call: 'config show --origin', does: 'every effective value and where it came from; secrets are masked' },
  ],
};

const options = { config: { type: 'string' }, origin: { type: 'boolean' }, json: { type: 'boolean' } } as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 1, max: 1 });
    if (typeof flags === 'number') return flags;
    const what = flags.positionals[0];
    if (what === 'example') {
      io.stdout(configExample());
      return EXIT.ok;
    }
    const json = flags.values.json === true;
    if (what !== 'show') return usageFault(about, io, `"${what}" is neither "example" nor "show".`, json);
    const settings = configOrigins(configOf(flags, io));
    io.stdout(json ? asJson(settings, flags.values.origin === true) : asText(settings, flags.values.origin === true));
    return EXIT.ok;
  },
} satisfies Verb;

const asJson = (settings: readonly EffectiveSetting[], withOrigin: boolean): string => {
  const items = withOrigin ? settings : settings.map(({ name, value }) => ({ name, value }));
  return `${JSON.stringify({ items, total: items.length })}\n`;
};

function asText(settings: readonly EffectiveSetting[], withOrigin: boolean): string {
  const lines = settings.map((s) => `${s.name} = ${JSON.stringify(s.value)}`);
  const width = Math.max(...lines.map((line) => line.length));
  return `${lines.map((line, i) => (withOrigin ? `${line.padEnd(width)}  # ${settings[i]?.origin}` : line)).join('\n')}\n`;
}
