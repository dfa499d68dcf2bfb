import { BUILD, VERSION } from '../build-info.ts';
import { JSON_FLAG } from './config-flags.ts';
import { EXIT, type Io, parseFlags, type Verb } from './verb.ts';

const about = {
  name: 'version',
  summary: 'Says which version this is.',
  usage: 'version [--json]',
  flags: [JSON_FLAG],
  examples: [{ call: 'version --json', does: '{ version, build, bun }' }],
};

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, { json: { type: 'boolean' } });
    if (typeof flags === 'number') return flags;
    const facts = { version: VERSION, build: BUILD, bun: Bun.version };
    io.stdout(
      flags.values.json ? `${JSON.stringify(facts)}\n` : `adit ${VERSION} (build ${BUILD}, Bun ${Bun.version})\n`,
    );
    return EXIT.ok;
  },
} satisfies Verb;
