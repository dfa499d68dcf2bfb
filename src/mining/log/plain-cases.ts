import { COLUMNS, hasBit } from '#sdk';
import { EVERYTHING, type Selection } from '../views/selection.ts';
import type { MemoryLog } from './memory-log.ts';

export interface PlainEvent {
  activity: string;
  /** Milliseconds of wall time; NaN: not known. */
  time: number;
  start: number;
  /** '' where nobody is named. */
  resource: string;
}

export interface PlainCase {
  id: string;
  events: PlainEvent[];
}

/**
 * The kept cases of a log as objects, in the order of the log: for second implementations by the definition, without any
 * cleverness, that fast ones are compared with. Every event counts as an activity instance.
 */
export function plainCases({ log, segments }: MemoryLog, selection: Selection = EVERYTHING): PlainCase[] {
  return segments.flatMap((s) => {
    const [cases, events] = [selection.cases?.[s.index], selection.events?.[s.index]];
    const [activity, time] = [s.codes(COLUMNS.activity), s.numbers(COLUMNS.time)];
    const start = s.has(COLUMNS.startTime) ? s.numbers(COLUMNS.startTime) : null;
    const resource = s.has(COLUMNS.resource) ? s.codes(COLUMNS.resource) : null;
    const found: PlainCase[] = [];
    for (let c = 0; c < s.cases; c++) {
      if (cases && !hasBit(cases, c)) continue;
      const kept: PlainEvent[] = [];
      for (let e = s.offsets[c]!; e < s.offsets[c + 1]!; e++) {
        if (events && !hasBit(events, e)) continue;
        kept.push({
          ...{ activity: log.activityNames[activity[e]!]!, time: time[e]!, start: start ? start[e]! : Number.NaN },
          resource: resource ? log.values(COLUMNS.resource)[resource[e]!]! : '',
        });
      }
      found.push({ id: s.caseId(c), events: kept });
    }
    return found;
  });
}
