import { Cron } from 'croner';
import { invalid } from '#sdk';

/** A cron expression in a zone. */
export interface Timing {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name of the zone in which its hours are meant. */
  readonly zone: string;
}

const read = ({ cron, zone }: Timing): Cron => new Cron(cron, { timezone: zone, paused: true });

/** The first time after an instant; null: there is none any more. */
export const nextRunMs = (timing: Timing, afterMs: number): number | null =>
  read(timing).nextRun(new Date(afterMs))?.getTime() ?? null;

/** The next times after an instant. */
export const nextRunsMs = (timing: Timing, afterMs: number, count: number): number[] =>
  read(timing)
    .nextRuns(count, new Date(afterMs))
    .map((time) => time.getTime());

/** The times after an instant, up to and with another one; of more than `most` the last ones. */
export function runsBetween(timing: Timing, afterMs: number, untilMs: number, most: number): number[] {
  const cron = read(timing);
  // Windows that grow from the end: a schedule of minutes that was down for a year is not counted from its beginning.
  for (let windowMs = SHORTEST_WINDOW_MS; ; windowMs *= 4) {
    const fromMs = Math.max(afterMs, untilMs - windowMs);
    const times: number[] = [];
    for (let time = cron.nextRun(new Date(fromMs)); time && time.getTime() <= untilMs; time = cron.nextRun(time))
      times.push(time.getTime());
    if (fromMs === afterMs || times.length >= most) return times.slice(-most);
  }
}

const SHORTEST_WINDOW_MS = 3_600_000;

/** Refuses what is no expression of five fields, names no zone, or never comes. */
export function checkTiming({ cron, zone }: Timing, nowMs: number): Timing {
  const timing = { cron: cron.trim().replaceAll(/\s+/g, ' '), zone: zone.trim() };
  if (!isZone(timing.zone))
    invalid('schedules.badZone', `"${zone}" is no time zone. Write it as Europe/Berlin or UTC.`, [
      { pointer: '/zone', message: 'No time zone of this name is known.' },
    ]);
  if (timing.cron.split(' ').length !== FIELDS) badCron('It needs five fields: minute, hour, day, month, weekday.');
  try {
    if (nextRunMs(timing, nowMs) === null) badCron('There is no such day: it would never run.');
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    badCron(error.message.replace(/^CronPattern: /, ''));
  }
  return timing;
}

const FIELDS = 5;

function badCron(why: string): never {
  return invalid('schedules.badCron', `This is no cron expression. ${why}`, [{ pointer: '/cron', message: why }]);
}

function isZone(name: string): boolean {
  // An offset is no zone: it knows no summer.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Every so many minutes, or as near as an expression can say it: the next shorter step that divides an hour or a day. */
export function everyMinutes(minutes: number): string {
  const step = (of: number, wanted: number): number => {
    for (let n = Math.min(of, Math.floor(wanted)); n > 1; n--) if (of % n === 0) return n;
    return 1;
  };
  const every = (n: number): string => (n === 1 ? '*' : `*/${n}`);
  if (minutes < 60) return `${every(step(60, minutes))} * * * *`;
  const hours = step(24, minutes / 60);
  return hours === 24 ? '0 0 * * *' : `0 ${every(hours)} * * *`;
}
