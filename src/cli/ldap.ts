import { AppError } from '#sdk';
import { type Directory, type DirectoryPerson, openDirectory } from '../features/directory/index.ts';
import { egressSettings } from '../open-egress.ts';
import { systemClock } from '../platform/clock.ts';
import { egressDoor } from '../platform/egress/index.ts';
import { createLog, streamSink } from '../platform/log/index.ts';
import { CONFIG_FLAG, JSON_FLAG, readConfig } from './config-flags.ts';
import { reportText } from './ldap-report.ts';
import { EXIT, type Io, parseFlags, usageFault, type Verb } from './verb.ts';

const about = {
  name: 'ldap',
  summary: 'Tries the directories of the configuration, and shows the groups of a person.',
  usage: 'ldap test [ID] | groups LOGIN [--server ID] [--config FILE] [--json]',
  flags: [
    { flag: '--server ID', does: 'with groups: only this directory; the first that knows the person without' },
    CONFIG_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { call: 'ldap test', does: 'certificates, service account, attributes and limits of every replica' },
    { call: 'ldap groups ann', does: 'who ann is in the directory, and her direct, nested and primary groups' },
  ],
};

const options = { config: { type: 'string' }, server: { type: 'string' }, json: { type: 'boolean' } } as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 1, max: 2 });
    if (typeof flags === 'number') return flags;
    const json = flags.values.json === true;
    const [action, argument] = flags.positionals;
    const server = flags.values.server as string | undefined;
    if (action !== 'test' && action !== 'groups') return usageFault(about, io, `There is no action "${action}".`, json);
    if (action === 'test' && server !== undefined) return usageFault(about, io, 'Say "adit ldap test ID".', json);
    if (action === 'groups' && argument === undefined)
      return usageFault(about, io, 'Say whose groups: adit ldap groups LOGIN.', json);
    const loaded = readConfig(flags.values.config as string | undefined, io, json);
    if (typeof loaded === 'number') return loaded;
    const egress = egressDoor({ settings: egressSettings(loaded.config), denied: () => {} });
    const host = { clock: systemClock, log: createLog({ level: 'error', sink: streamSink(io.stderr) }), egress };
    const all = loaded.config.ldap.servers.map((one) => openDirectory(one, host));
    const chosen = chosenOf(all, action === 'test' ? argument : server);
    return action === 'test' ? testAll(chosen, io, json) : showGroups(chosen, argument as string, io, json);
  },
} satisfies Verb;

/** The directories that are meant; a fault where there is none. */
function chosenOf(all: readonly Directory[], id: string | undefined): readonly Directory[] {
  const chosen = all.filter((directory) => id === undefined || directory.id === id);
  if (chosen.length > 0) return chosen;
  const message =
    id === undefined
      ? 'No directory is configured. Add a table [[ldap.servers]]; "adit config example" shows one.'
      : `There is no directory "${id}". Configured: ${all.map((directory) => directory.id).join(', ') || 'none'}.`;
  throw new AppError('not_found', 'directory.unknown', message);
}

const patience = new AbortController().signal;

async function testAll(directories: readonly Directory[], io: Io, json: boolean): Promise<number> {
  const reports = [];
  for (const directory of directories) reports.push(await directory.test(patience));
  io.stdout(
    json ? `${JSON.stringify({ items: reports, total: reports.length })}\n` : reports.map(reportText).join('\n'),
  );
  return reports.every((report) => report.isRight) ? EXIT.ok : EXIT.problem;
}

async function showGroups(directories: readonly Directory[], login: string, io: Io, json: boolean): Promise<number> {
  for (const directory of directories) {
    const person = await directory.find({ login }, patience);
    if (!person) continue;
    io.stdout(json ? `${JSON.stringify({ directory: directory.id, ...person })}\n` : personText(directory.id, person));
    return EXIT.ok;
  }
  throw new AppError(
    'not_found',
    'directory.noSuchPerson',
    `No person "${login}" is in ${directories.map(({ id }) => `"${id}"`).join(', ')}, or more than one is.`,
  );
}

function personText(id: string, { login, displayName, dn, subject, disabledBy, groups }: DirectoryPerson): string {
  const lines = [
    `${login} (${displayName}) in "${id}"`,
    `  name     ${dn}`,
    `  subject  ${subject}`,
    `  state    ${disabledBy ?? 'may sign in'}`,
    groups.length === 0 ? '  groups   none' : `  groups   ${groups.length}:`,
    ...groups.map((group) => `    ${group.dn}${group.sid ? `  ${group.sid}` : ''}`),
  ];
  return `${lines.join('\n')}\n`;
}
