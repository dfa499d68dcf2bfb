import type { Static } from '#sdk';
import type { JobDetailView, JobListView, JobView } from '../features/jobs/index.ts';
import type { JobCommand } from '../operator-jobs.ts';
import { JOB_STATES, type JobState } from '../platform/jobs/index.ts';
import { noAction } from './answering-verb.ts';
import { PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { operatorVerb } from './operator-verb.ts';
import { minuteText, textTable } from './text-table.ts';
import type { Flags } from './verb.ts';

const about = {
  name: 'job',
  summary: 'Lists the jobs of the appliance, shows one, and cancels, repeats or discards it.',
  usage:
    'job list [--state STATE] [--kind KIND] [--limit N] | dead | show ID | retry ID | cancel ID | discard ID [--data DIR] [--config FILE] [--json]',
  flags: [
    { flag: '--state STATE', does: `list: only those that are ${JOB_STATES.join(', ')}` },
    { flag: '--kind KIND', does: 'list: only those of this kind, as dataset.import' },
    { flag: '--limit N', does: 'list, dead: so many at most; 50 without' },
    ...PLACE_FLAGS,
  ],
  examples: [
    { call: 'job list --state running', does: 'what runs now, and how far it is' },
    { call: 'job dead', does: 'what came to nothing: failed for good, or put aside after three crashes' },
    {
      call: 'job list --kind dataset.import',
      does: 'loads of files; with their ids for "show", "retry", "cancel" and "discard"',
    },
  ],
};

const options = {
  ...PLACE_OPTIONS,
  state: { type: 'string' },
  kind: { type: 'string' },
  limit: { type: 'string' },
} as const;

export default operatorVerb(about, options, commandOf, textOf);

/** What is asked for, or what is wrong with the call. */
function commandOf({ positionals, values }: Flags): JobCommand | string {
  const [action, id] = positionals;
  const { state, kind, limit } = values as Record<string, string | undefined>;
  if (action === 'list' || action === 'dead') {
    if (id !== undefined) return `The argument "${id}" has no place here.`;
    if (limit !== undefined && !/^[1-9]\d{0,3}$/.test(limit)) return '--limit is a whole number from 1 to 9999.';
    if (action === 'dead' && state !== undefined) return '--state belongs to "list".';
    if (state !== undefined && !JOB_STATES.some((one) => one === state))
      return `There is no state "${state}". The states are ${JOB_STATES.join(', ')}.`;
    const states = action === 'dead' ? (['dead', 'quarantined'] as const) : state ? [state as JobState] : null;
    return { do: 'job', action: 'list', states, kind: kind ?? null, limit: Number(limit ?? 50) };
  }
  if (state !== undefined || kind !== undefined || limit !== undefined)
    return '--state, --kind and --limit belong to "list".';
  if (action !== 'show' && action !== 'retry' && action !== 'cancel' && action !== 'discard') return noAction(action);
  return id === undefined ? `Say which job to ${action}: adit job ${action} ID.` : { do: 'job', action, id };
}

type ShownJob = Static<typeof JobView>;

function textOf({ action }: JobCommand, answer: unknown): string {
  switch (action) {
    case 'list':
      return listText(answer as Static<typeof JobListView>);
    case 'show':
      return detailText(answer as Static<typeof JobDetailView>);
    case 'discard':
      return 'The job is discarded.\n';
    case 'retry':
      return 'The job runs again as soon as the server runs and has room.\n';
    default:
      return (answer as ShownJob).state === 'cancelled' ? 'The job is cancelled.\n' : 'The job was asked to stop.\n';
  }
}

function listText({ items, total }: Static<typeof JobListView>): string {
  if (items.length === 0) return 'There is no such job.\n';
  const rows = items.map((job) => [
    ...[job.id, job.kind, stateText(job), `${job.attempt}/${job.maxAttempts}`, minuteText(job.createdAt)],
    job.state === 'done' ? '' : (job.error?.message ?? ''),
  ]);
  const rest = total > items.length ? `… and ${total - items.length} more\n` : '';
  return textTable([['id', 'kind', 'state', 'attempt', 'asked for (UTC)', 'error'], ...rows]) + rest;
}

const stateText = ({ state, progress }: ShownJob): string =>
  state === 'running' ? `running ${Math.round(progress * 100)} %` : state;

function detailText(job: Static<typeof JobDetailView>): string {
  const facts: string[][] = [
    ['kind', job.kind],
    ['state', stateText(job)],
    ['attempt', `${job.attempt} of ${job.maxAttempts}`],
    ['asked for', `${minuteText(job.createdAt)} UTC`],
    ...(job.state === 'ready' ? [['not before', `${minuteText(job.runAt)} UTC`]] : []),
    ...(job.finishedAt ? [['ended', `${minuteText(job.finishedAt)} UTC`]] : []),
    ...(job.schedule ? [['schedule', job.schedule]] : []),
    ...job.dependsOn.map(({ id, state }) => ['depends on', `${id} (${state})`]),
    ['asked to do', JSON.stringify(job.payload)],
    ...(job.result === null ? [] : [['result', JSON.stringify(job.result)]]),
  ];
  const errors = job.errors.map(({ attempt, at, message }) => `attempt ${attempt}, ${at}: ${message}\n`);
  const lines = job.lines.map(({ at, level, event, fields }) => `${at} ${level} ${event} ${JSON.stringify(fields)}\n`);
  const part = (title: string, of: readonly string[]) => (of.length > 0 ? `\n${title}\n${of.join('')}` : '');
  return textTable(facts) + part('Attempts that failed', errors) + part('What it said', lines);
}
