import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segment } from '#sdk';
import { type Calendar, toWorkingTime } from '../../mining/log/calendar.ts';
import type { Lens } from '../../mining/views/lens.ts';
import { asFloat64, mapFile, writeSummed } from '../segments/column-files.ts';

/** A working calendar with the hash of its content. */
export interface CalendarRef {
  hash: string;
  calendar: Calendar;
}

const clocksOf = (versionHash: string): string => `${versionHash.slice(0, 32)}-`;

/** Removes the working-time columns of a version. */
export async function forgetClocks(cacheFolder: string, versionHash: string): Promise<void> {
  const folder = join(cacheFolder, 'clock');
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder))
    if (name.startsWith(clocksOf(versionHash))) await rm(join(folder, name), { recursive: true, force: true });
}

/** Working-time columns, computed once per calendar, segment and column, and mapped from the cache folder afterwards. */
export function workingClock(cacheFolder: string, versionHash: string, ref: CalendarRef): NonNullable<Lens['clock']> {
  const folder = join(cacheFolder, 'clock', `${clocksOf(versionHash)}${ref.hash.slice(0, 32)}`);
  return (segment: Segment, column) => {
    const path = join(folder, `${segment.index}-${column}.col`);
    if (!existsSync(path)) {
      const wall = segment.numbers(column);
      const working = toWorkingTime(ref.calendar, wall, new Float64Array(wall.length));
      mkdirSync(folder, { recursive: true });
      const partial = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
      writeSummed(partial, working);
      renameSync(partial, path);
    }
    return asFloat64(mapFile(path, segment.events * 8));
  };
}
