import type { Explanation, SyncChange, SyncReport } from '../features/directory/index.ts';
import type { DirectoryCommand } from '../operator-directory.ts';
import type { LoadedConfig } from '../platform/config/index.ts';
import type { Answer } from './answering-verb.ts';
import { runOperator } from './open-appliance.ts';
import { EXIT, type Flags } from './verb.ts';

/** Compares the accounts with the directories. A comparison that changed nothing because it must not is a problem. */
export async function syncNow(loaded: LoadedConfig, { values }: Flags): Promise<Answer> {
  const { server, 'dry-run': dryRun, force } = values;
  const command: DirectoryCommand = {
    ...{ do: 'directory', action: 'sync', server: (server as string | undefined) ?? null },
    ...{ dryRun: dryRun === true, force: force === true },
  };
  const reports = (await runOperator(loaded, command)) as SyncReport[];
  const isDone = reports.every(({ outcome }) => outcome === 'applied' || outcome === 'dry-run');
  return {
    document: { items: reports, total: reports.length },
    text: reports.map(syncText).join('\n'),
    exit: isDone ? EXIT.ok : EXIT.problem,
  };
}

/** Says what somebody would get by signing in, and why. */
export async function explainLogin(loaded: LoadedConfig, login: string): Promise<Answer> {
  const command: DirectoryCommand = { do: 'directory', action: 'explain', login };
  const got = (await runOperator(loaded, command)) as Explanation;
  return { document: got, text: explanationText(got), exit: got.verdict === 'let-in' ? EXIT.ok : EXIT.problem };
}

const OUTCOMES: Readonly<Record<SyncReport['outcome'], string>> = {
  applied: 'done',
  'dry-run': 'a dry run: nothing was changed',
  stopped: 'stopped: nothing was changed',
  failed: 'failed: nothing was changed',
};

function syncText({ server, outcome, people, message, changes }: SyncReport): string {
  const lines = [
    `${server}: ${OUTCOMES[outcome]}${people === null ? '' : `, ${people} people in the directory`}`,
    ...(message ? [`  ${message}`] : []),
    ...changes.map((change) => `  ${changeText(change)}`),
    ...(changes.length === 0 && outcome !== 'failed' ? ['  no differences'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function changeText({ kind, login, why, message, before, after }: SyncChange): string {
  const because = why ?? message;
  const what = Object.keys(after).filter((name) => name !== 'status');
  const shown = what.map((name) => `${name} ${valueText(before[name])} → ${valueText(after[name])}`);
  return `${kind.padEnd(8)} ${login}${because ? `: ${because}` : ''}${shown.length > 0 ? `  (${shown.join('; ')})` : ''}`;
}

/** Roles with the group that gives them; other values as JSON. */
function valueText(value: unknown): string {
  if (value === undefined) return '–';
  if (!Array.isArray(value) || typeof value[0] !== 'object') return JSON.stringify(value);
  return value
    .map((one: { role: string; workspace: string | null; because?: string }) => {
      const place = one.workspace === null ? '' : ` in workspace ${one.workspace}`;
      return `${one.role}${place}${one.because ? ` by ${one.because}` : ''}`;
    })
    .join(', ');
}

const VERDICTS: Readonly<Record<Explanation['verdict'], string>> = {
  'let-in': 'may sign in',
  local: 'is a local account: no directory is ever asked for this name',
  'not-found': 'is in no directory, or more than one person has this name',
  unreachable: 'cannot be looked up',
  disabled: 'may not sign in: the directory says so',
  'no-role': 'may not sign in: no group gives a role',
  'disabled-here': 'may not sign in: an administrator disabled the account',
};

function explanationText({ login, verdict, asked, person, rules, tenants }: Explanation): string {
  const lines = [`${login} ${VERDICTS[verdict]}.`];
  for (const { server, problem } of asked) if (problem) lines.push(`  directory ${server}: ${problem}`);
  if (person) {
    lines.push(`  entry    ${person.dn}`, `  subject  ${person.subject}`);
    if (person.disabledBy) lines.push(`  state    ${person.disabledBy}`);
    for (const [name, values] of Object.entries(person.attributes))
      lines.push(`  ${name} = ${values.join(', ') || '–'}`);
  }
  for (const { number, group, role, tenant, workspace, by, mistake } of rules) {
    const place = `${tenant || 'the first tenant'}, ${workspace === '*' ? 'everywhere' : `workspace ${workspace}`}`;
    const result = mistake ?? (by ? `gives ${role} (${place}) by ${by}` : 'not in this group');
    lines.push(`  rule ${number}   ${group}: ${result}`);
  }
  for (const { roles, account } of tenants) {
    const state = account ? `account ${account.login}, ${account.status}` : 'no account yet';
    lines.push(`  gets     ${roles.map(({ role }) => role).join(', ') || 'nothing'} (${state})`);
  }
  return `${lines.join('\n')}\n`;
}
