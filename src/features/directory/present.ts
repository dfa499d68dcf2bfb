import { english } from '../../platform/text/texts.ts';
import { WHY_GONE } from '../accounts/index.ts';
import type { DirectoryReport } from './directory.ts';
import type { Explanation, Verdict } from './explain.ts';
import type { SyncChange, SyncOutcome, SyncReport } from './model.ts';
import { countsOf } from './sync.ts';
import type { DirectoryState } from './use-cases.ts';

/** What the page shows of directories, as plain data; its texts are translated there. */

const KINDS: Readonly<Record<SyncChange['kind'], { text: string; tag: string }>> = {
  create: { text: english('new account'), tag: 'good-tag' },
  change: { text: english('changed'), tag: '' },
  enable: { text: english('enabled again'), tag: 'good-tag' },
  miss: { text: english('missing'), tag: 'warn-tag' },
  disable: { text: english('disabled'), tag: 'bad-tag' },
  blocked: { text: english('impossible'), tag: 'bad-tag' },
};

const OUTCOMES: Readonly<Record<SyncOutcome, { text: string; tag: string }>> = {
  applied: { text: english('done'), tag: 'good-tag' },
  'dry-run': { text: english('dry run'), tag: '' },
  stopped: { text: english('stopped, nothing changed'), tag: 'bad-tag' },
  failed: { text: english('not complete, nothing changed'), tag: 'bad-tag' },
};

const VERDICTS: Readonly<Record<Verdict, { text: string; kind: string }>> = {
  'let-in': { text: english('may sign in.'), kind: 'ok' },
  local: { text: english('is an account of Adit itself: no directory is ever asked for this name.'), kind: 'info' },
  'not-found': { text: english('is in no directory, or more than one person there has this name.'), kind: 'warn' },
  unreachable: { text: english('cannot be looked up: a directory does not answer.'), kind: 'bad' },
  disabled: { text: english('may not sign in: the directory has closed the account.'), kind: 'warn' },
  'no-role': { text: english('may not sign in: no group gives a role here.'), kind: 'warn' },
  'disabled-here': { text: english('may not sign in: an administrator disabled the account.'), kind: 'warn' },
};

/** What changes of an account are called. */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ login: english('Login'), name: english('Login there'), displayName: english('Name'), email: english('E-mail') },
  ...{ dn: english('Entry'), groups: english('Groups'), attributes: english('Attributes'), roles: english('Roles') },
};

const SHOWN_CHANGES = 500;

export const shownState = ({ id, isSyncing, syncs }: DirectoryState) => ({
  ...{ id, isSyncing },
  syncs: syncs.slice(0, 5).map(shownHead),
});

function shownHead({ id, server, outcome, people, message, startedAtMs }: SyncReport) {
  const { text, tag } = OUTCOMES[outcome];
  return { id, server, text, tag, people, message, startedAtMs };
}

export function shownSync(report: SyncReport) {
  const counts = Object.entries(countsOf(report.changes)).filter(([, count]) => count > 0);
  return {
    ...shownHead(report),
    counts: counts.map(([kind, count]) => ({ ...KINDS[kind as SyncChange['kind']], count })),
    changes: report.changes.slice(0, SHOWN_CHANGES).map(shownChange),
    hidden: Math.max(0, report.changes.length - SHOWN_CHANGES),
  };
}

const shownChange = ({ kind, login, why, message, before, after }: SyncChange) => ({
  ...{ ...KINDS[kind], login, reason: why && WHY_GONE[why], message },
  details: Object.keys(FIELDS)
    .filter((field) => field in after && kind !== 'disable')
    .map((field) => ({
      field: FIELDS[field] as string,
      before: kind === 'create' ? null : valueText(before[field]),
      after: valueText(after[field]),
    })),
});

interface RoleValue {
  readonly role: string;
  readonly because?: string;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value))
    return value.map((one: string | RoleValue) => (typeof one === 'string' ? one : roleText(one))).join('; ') || '–';
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, values]) => `${name} = ${(values as string[]).join(', ')}`)
      .join('; ');
  return String(value);
}

const roleText = ({ role, because }: RoleValue): string => (because ? `${role} (${because})` : role);

export function shownExplanation({ login, verdict, asked, person, rules, tenants }: Explanation) {
  const [own] = tenants;
  return {
    ...{ login, asked, person, rules, ...VERDICTS[verdict] },
    reason: person?.disabledBy ? WHY_GONE[person.disabledBy] : null,
    roles: [...new Set(own?.roles.map(({ role }) => role))],
    account: own?.account ?? null,
  };
}

export const shownReport = ({
  id,
  isRight,
  replicas,
  problems,
  warnings,
  emptyAttributes,
  sampled,
}: DirectoryReport) => ({
  ...{ id, isRight, replicas, problems, warnings, emptyAttributes, sampled },
});
