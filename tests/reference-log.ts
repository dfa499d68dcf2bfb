import { type MemoryEvent, type MemoryLog, memoryLog } from '../src/mining/log/memory-log.ts';
import { sharedData } from './shared-data.ts';

/** What independent tools computed for a log (data/README.md says how); durations are in seconds. */
export interface Reference {
  dfg: { sum: number; start: Record<string, number>; end: Record<string, number>; all: [string, string, number][] };
  performance_dfg: { all: [string, string, Record<'mean' | 'median' | 'min' | 'max' | 'sum', number>][] };
  variants: { variants: number; cases: number; top5: [number, string[]][]; singletons: number; max_len: number };
  case_durations: Record<'n' | 'sum_s' | 'mean_s' | 'median_s' | 'min_s' | 'max_s', number>;
}

/**
 * A real log that lies beside the checkout as CSV, with its reference values. The tool that computed these dropped the
 * offsets of the timestamps and subtracted local times, so that what spans a change to summer or winter time is an hour
 * off: `asWritten` does the same, for comparing durations. Without it times are instants, as everywhere in Adit.
 */
export async function referenceLog(
  name: 'receipt' | 'running-example',
  asWritten = false,
): Promise<{ memory: MemoryLog; is: Reference }> {
  const [header, ...rows] = (await Bun.file(sharedData(`logs/${name}.csv`)).text()).trim().split(/\r?\n/).map(fields);
  const at = (column: string) => header!.indexOf(column);
  const [id, activity, time, resource] = ['case:concept:name', 'concept:name', 'time:timestamp', 'org:resource'].map(
    at,
  );
  const events = rows.map(
    (row): MemoryEvent => ({
      case: row[id!]!,
      activity: row[activity!]!,
      time: instant(row[time!]!, asWritten),
      resource: row[resource!]!,
    }),
  );
  const expected = await Bun.file(sharedData(`expected/${name}.json`)).text();
  // The tool that wrote it knows a NaN in JSON.
  return { memory: memoryLog(events, { segmentEvents: 1000 }), is: JSON.parse(expected.replace(/\bNaN\b/g, 'null')) };
}

const instant = (text: string, asWritten: boolean): string =>
  asWritten ? text.replace(' ', 'T').replace(/[+-]\d\d:\d\d$/, 'Z') : text.replace(' ', 'T');

/** The fields of one line; quoted ones may hold commas. */
function fields(line: string): string[] {
  const found = [''];
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) found.push('');
    else found[found.length - 1] += character;
  }
  return found;
}
