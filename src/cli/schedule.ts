import type { Static } from '#sdk';
import type { ScheduleView } from '../features/schedules/index.ts';
import type { ScheduleCommand } from '../operator-jobs.ts';
import { noAction } from './answering-verb.ts';
import { PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { operatorVerb } from './operator-verb.ts';
import { minuteText, textTable } from './text-table.ts';
import type { Flags } from './verb.ts';

const about = {
  name: 'schedule',
  summary: 'Lists the repeated work of the appliance, runs it at once, pauses and resumes it.',
  usage: 'schedule list | run ID | pause ID | resume ID [--data DIR] [--config FILE] [--json]',
  flags: PLACE_FLAGS,
  examples: [
    { call: 'schedule list', does: 'what is repeated, that of workspaces too, when it runs next and what came of it' },
    { call: 'schedule run bin.empty', does: 'puts its job into the queue now; the server runs it' },
    { call: 'schedule pause bin.empty', does: 'until it is resumed; nothing of it is caught up' },
  ],
};

const options = { ...PLACE_OPTIONS } as const;

export default operatorVerb(about, options, commandOf, textOf);

/** What is asked for, or what is wrong with the call. */
function commandOf({ positionals: [action, id] }: Flags): ScheduleCommand | string {
  if (action === 'list')
    return id === undefined ? { do: 'schedule', action } : `The argument "${id}" has no place here.`;
  if (action !== 'run' && action !== 'pause' && action !== 'resume') return noAction(action);
  return id === undefined
    ? `Say which schedule to ${action}: adit schedule ${action} ID.`
    : { do: 'schedule', action, id };
}

type Shown = Static<typeof ScheduleView>;

function textOf({ action }: ScheduleCommand, answer: unknown): string {
  if (action === 'list') return listText(answer as Shown[]);
  if (action === 'run') {
    const { job, added } = answer as { job: string; added: boolean };
    return added ? `The job ${job} is in the queue.\n` : `The job ${job} waits or runs already.\n`;
  }
  const { id, isPaused } = answer as Shown;
  return isPaused ? `${id} is paused.\n` : `${id} goes on.\n`;
}

const listText = (list: readonly Shown[]): string =>
  textTable([
    ['id', 'when', 'zone', 'next run (UTC)', 'last run (UTC)', 'result'],
    ...list.map(({ id, inWords, zone, isPaused, nextRunAt, lastRunAt, lastRun }) => [
      ...[id, inWords, zone, isPaused ? 'paused' : nextRunAt ? minuteText(nextRunAt) : '–'],
      ...[lastRunAt ? minuteText(lastRunAt) : 'never', lastRun ? (lastRun.error ?? lastRun.state) : '–'],
    ]),
  ]);
