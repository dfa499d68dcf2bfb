import { AppError } from '#sdk';
import { type Config, findConfigFile, loadConfig } from '../platform/config/index.ts';
import { CONFIG_FLAG, JSON_FLAG } from './config-flags.ts';
import { EXIT, type Io, parseFlags, type Verb } from './verb.ts';

const about = {
  name: 'check-config',
  summary: 'Checks the configuration without starting anything.',
  usage: 'check-config [--config FILE] [--json]',
  flags: [CONFIG_FLAG, JSON_FLAG],
  examples: [
    { call: 'check-config --config /etc/adit/adit.toml', does: 'names every problem with file, line and column' },
    { call: 'check-config --json', does: 'the same for programs: { ok, file, problems, warnings }' },
  ],
};

const options = { config: { type: 'string' }, json: { type: 'boolean' } } as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options);
    if (typeof flags === 'number') return flags;
    const file = (flags.values.config as string | undefined) ?? findConfigFile(io.env);
    try {
      const { config, warnings } = loadConfig({ file, env: io.env });
      if (config.ldap.servers.length > 0) await checkFilters(config);
      if (flags.values.json) io.stdout(`${JSON.stringify({ ok: true, file, problems: [], warnings })}\n`);
      else io.stdout([`The configuration is right (${file ?? 'no file: defaults'}).`, ...warnings, ''].join('\n'));
      return EXIT.ok;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const problems = error.details.length > 0 ? error.details : [{ message: error.message }];
      if (flags.values.json) io.stdout(`${JSON.stringify({ ok: false, file, problems, warnings: [] })}\n`);
      else io.stderr(`${error.message}\n${error.details.map((d) => `  ${d.message}\n`).join('')}`);
      return EXIT.problem;
    }
  },
} satisfies Verb;

/** Filters are read by the LDAP client, which is loaded only where there is a directory. */
async function checkFilters({ ldap }: Config): Promise<void> {
  const { profileOf } = await import('../features/directory/index.ts');
  for (const server of ldap.servers) profileOf(server);
}
