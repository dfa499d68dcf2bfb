import { AppError } from '#sdk';
import { type Directory, type DirectoryPerson, openDirectory } from '../features/directory/index.ts';
import { egressSettings } from '../open-egress.ts';
import { systemClock } from '../platform/clock.ts';
import { egressDoor } from '../platform/egress/index.ts';
import { createLog, streamSink } from '../platform/log/index.ts';
import { type Answer, answeringVerb, noAction } from './answering-verb.ts';
import { configOf, PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { reportText } from './ldap-report.ts';
import { explainLogin, syncNow } from './ldap-sync.ts';
import { EXIT, type Flags } from './verb.ts';

const about = {
  name: 'ldap',
  summary: 'Tries directories, compares accounts with them, and says what a person would get.',
  usage:
    'ldap test [ID] | groups LOGIN | sync | explain LOGIN [--server ID] [--dry-run] [--force] [--data DIR] [--config FILE] [--json]',
  flags: [
    { flag: '--server ID', does: 'with groups and sync: only this directory' },
    { flag: '--dry-run', does: 'with sync: only says what would change' },
    { flag: '--force', does: 'with sync: also where more people would go than ldap.sync.max_shrink allows' },
    ...PLACE_FLAGS,
  ],
  examples: [
    { call: 'ldap test', does: 'certificates, service account, attributes and limits of every replica' },
    { call: 'ldap groups ann', does: 'who ann is in the directory, and her direct, nested and primary groups' },
    { call: 'ldap sync --dry-run', does: 'which accounts would be made, changed and disabled, and why' },
    { call: 'ldap explain ann', does: 'whether ann may sign in, and which group gives her which role' },
  ],
};

const options = {
  ...PLACE_OPTIONS,
  server: { type: 'string' },
  'dry-run': { type: 'boolean' },
  force: { type: 'boolean' },
} as const;

export default answeringVerb(about, { options }, async (flags, io) => {
  const [action, argument] = flags.positionals;
  const server = flags.values.server as string | undefined;
  const mistake = mistakeIn(flags);
  if (mistake) return mistake;
  const loaded = configOf(flags, io);
  if (action === 'sync') return syncNow(loaded, flags);
  if (action === 'explain') return explainLogin(loaded, argument as string);
  const egress = egressDoor({ settings: egressSettings(loaded.config), denied: () => {} });
  const host = { clock: systemClock, log: createLog({ level: 'error', sink: streamSink(io.stderr) }), egress };
  const all = loaded.config.ldap.servers.map((one) => openDirectory(one, host));
  const chosen = chosenOf(all, action === 'test' ? argument : server);
  return action === 'test' ? testAll(chosen) : showGroups(chosen, argument as string);
});

/** What is wrong with the call, or null. */
function mistakeIn({ positionals, values }: Flags): string | null {
  const [action, argument] = positionals;
  if (!['test', 'groups', 'sync', 'explain'].includes(action as string)) return noAction(action);
  if (action !== 'sync' && (values['dry-run'] || values.force)) return '--dry-run and --force belong to "sync".';
  if (action === 'test' && values.server !== undefined) return 'Say "adit ldap test ID".';
  if (action === 'sync' && argument !== undefined) return `Say "adit ldap sync --server ${argument}".`;
  if (action === 'explain' && values.server !== undefined) return '--server has no place here: all are asked in order.';
  if ((action === 'groups' || action === 'explain') && argument === undefined)
    return `Say whom you mean: adit ldap ${action} LOGIN.`;
  return null;
}

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

async function testAll(directories: readonly Directory[]): Promise<Answer> {
  const reports = [];
  for (const directory of directories) reports.push(await directory.test(patience));
  return {
    document: { items: reports, total: reports.length },
    text: reports.map(reportText).join('\n'),
    exit: reports.every((report) => report.isRight) ? EXIT.ok : EXIT.problem,
  };
}

async function showGroups(directories: readonly Directory[], login: string): Promise<Answer> {
  for (const directory of directories) {
    const person = await directory.find({ login }, patience);
    if (!person) continue;
    return { document: { directory: directory.id, ...person }, text: personText(directory.id, person) };
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
