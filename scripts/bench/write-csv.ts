import { ACTIVITIES, type RandomCases, RandomLog, RESOURCES } from './random-log.ts';

const HEADER = 'case:concept:name,concept:name,time:timestamp,org:resource,case:amount\n';
const BATCH = 50_000;

/** Writes the made-up log as CSV, about 65 bytes an event. */
export async function writeRandomCsv(path: string, events: number): Promise<void> {
  const log = new RandomLog();
  const writer = Bun.file(path).writer({ highWaterMark: 1 << 22 });
  writer.write(HEADER);
  let firstCase = 0;
  for (let left = events; left > 0; ) {
    const batch = log.cases(Math.min(BATCH, left), left <= BATCH);
    const id = (c: number) => `case-${firstCase + c}`;
    writer.write(linesOf(batch, id, (c) => String(batch.amount[c]!)));
    await writer.flush();
    firstCase += batch.amount.length;
    left -= batch.activity.length;
  }
  await writer.end();
}

/**
 * Writes what comes in after that log of `toEvents` events, in turns 1, 2 …: in every second case more events of one of
 * its newest cases, in the others new cases.
 */
export async function writeLaterCsv(
  path: string,
  events: number,
  { toEvents, turn }: { toEvents: number; turn: number },
): Promise<void> {
  const year = 365 * 86_400_000;
  const from = Date.UTC(2020, 0, 1) + (toEvents / 10.7) * 30_000 + turn * year;
  const batch = new RandomLog(undefined, 1 + turn).skipTo(from).cases(events, true);
  // Somewhat fewer than there are, whatever the length of cases came to.
  const newest = Math.floor(toEvents / 11);
  const isOld = (c: number) => c % 2 === 0;
  const id = (c: number) => (isOld(c) ? `case-${newest - c}` : `later-${turn}-${c}`);
  await Bun.write(path, HEADER + linesOf(batch, id, (c) => (isOld(c) ? '' : String(batch.amount[c]!))));
}

function linesOf(
  { offsets, activity, resource, time, amount }: RandomCases,
  id: (c: number) => string,
  amountOf: (c: number) => string,
): string {
  const lines: string[] = [];
  for (let c = 0; c < amount.length; c++) {
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      const at = new Date(time[e]!).toISOString();
      const what = `${ACTIVITIES[activity[e]! - 1]},${at},${RESOURCES[resource[e]! - 1]}`;
      lines.push(`${id(c)},${what},${amountOf(c)}\n`);
    }
  }
  return lines.join('');
}
