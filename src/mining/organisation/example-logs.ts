import type { Segment } from '#sdk';
import { type MemoryEvent, type MemoryLog, memoryLog } from '../log/memory-log.ts';

/** Traces as `activity resource` pairs, a case each. */
const log = (...traces: readonly (readonly string[])[]): MemoryLog =>
  memoryLog(
    traces.flatMap((trace, i) =>
      trace.map((step, at): MemoryEvent => {
        const [activity = '', resource = ''] = step.split(' ');
        return { case: `case ${i + 1}`, activity, time: at, ...(resource ? { resource } : {}) };
      }),
    ),
  );

/** The log of table 1 in van der Aalst, Reijers, Song: Discovering Social Networks from Event Logs (2005). */
export const paperLog = (): MemoryLog =>
  log(
    ['A John', 'B Mike', 'C John', 'D Pete'],
    ['A John', 'C Mike', 'B John', 'D Pete'],
    ['A Sue', 'B Carol', 'C Sue', 'D Pete'],
    ['A Sue', 'C Carol', 'B Sue', 'D Pete'],
    ['A Sue', 'E Clare', 'D Clare'],
  );

/** The six cases of van der Aalst: Process Mining, by the initials of activities, with who did them. */
export const runningExample = (): MemoryLog =>
  log(
    ['register Pete', 'thoroughly Sue', 'check Mike', 'decide Sara', 'reject Pete'],
    ['register Mike', 'check Mike', 'casually Sean', 'decide Sara', 'pay Ellen'],
    [
      ...['register Pete', 'casually Mike', 'check Ellen', 'decide Sara', 'reinitiate Sara'],
      ...['thoroughly Sean', 'check Pete', 'decide Sara', 'pay Ellen'],
    ],
    ['register Pete', 'check Mike', 'thoroughly Sean', 'decide Sara', 'reject Ellen'],
    [
      ...['register Ellen', 'casually Mike', 'check Pete', 'decide Sara', 'reinitiate Sara', 'check Ellen'],
      ...[
        'casually Mike',
        'decide Sara',
        'reinitiate Sara',
        'casually Sue',
        'check Pete',
        'decide Sara',
        'reject Mike',
      ],
    ],
    ['register Mike', 'casually Ellen', 'check Mike', 'decide Sara', 'pay Mike'],
  );

/** An event as a test counts it by hand. */
export interface PlainEvent {
  activity: string;
  resource: string;
  time: number;
  start: number;
}

/** The traces of a log; events whose resource is not known (the empty name) only where `missing` asks for them. */
export const plainTraces = (
  { log, segments }: MemoryLog,
  { missing = false }: { missing?: boolean } = {},
): PlainEvent[][] =>
  segments.flatMap((segment) =>
    Array.from({ length: segment.cases }, (_, c) =>
      eventsOf(segment, c, log.activityNames, log.values('resource')).filter(
        ({ resource }) => missing || resource !== '',
      ),
    ),
  );

function eventsOf(
  segment: Segment,
  c: number,
  activities: readonly string[],
  resources: readonly string[],
): PlainEvent[] {
  const starts = segment.has('start-time') ? segment.numbers('start-time') : null;
  const events: PlainEvent[] = [];
  for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
    events.push({
      activity: activities[segment.codes('activity')[e]!]!,
      resource: resources[segment.codes('resource')[e]!]!,
      time: segment.numbers('time')[e]!,
      start: starts === null ? Number.NaN : starts[e]!,
    });
  }
  return events;
}
