import { seededNumbers } from '../../src/mining/log/random-log.ts';

export const ACTIVITIES = Array.from({ length: 20 }, (_, i) => `Activity ${String.fromCharCode(65 + i)}`);
export const RESOURCES = Array.from({ length: 50 }, (_, i) => `Resource ${String(i + 1).padStart(2, '0')}`);

export interface RandomCase {
  /** Codes from 1. */
  activities: number[];
  resources: number[];
  /** Milliseconds since the epoch. */
  times: number[];
  amount: number;
}

/**
 * Cases of a made-up process with a main path, skips, rework and parallel swaps: about ten events each; one distinct
 * trace for about `traceEvery` cases, so that 5 million events have some 125,000 variants (traceEvery = 4).
 */
export function* randomCases(events: number, seed = 1, noise = 0.12): Generator<RandomCase> {
  const next = seededNumbers(seed);
  let made = 0;
  let start = Date.UTC(2020, 0, 1);
  while (made < events) {
    start += Math.floor(next() * 60_000);
    const activities = [1];
    for (let a = 2; a <= 10; a++) {
      const dice = next();
      if (dice < noise / 3) continue;
      if (dice < (2 * noise) / 3) activities.push(a, a);
      else if (dice < noise) activities.push(11 + Math.floor(next() * 9), a);
      else activities.push(a);
    }
    if (next() < 0.25) [activities[3], activities[4]] = [activities[4] ?? 5, activities[3] ?? 4];
    activities.length = Math.min(activities.length, events - made);
    let time = start;
    const times = activities.map(() => {
      const now = time;
      time += 60_000 + Math.floor(next() * next() * 86_400_000);
      return now;
    });
    made += activities.length;
    const resources = activities.map(() => 1 + Math.floor(next() * RESOURCES.length));
    yield { activities, resources, times, amount: Math.round(next() * 100_000) / 100 };
  }
}
