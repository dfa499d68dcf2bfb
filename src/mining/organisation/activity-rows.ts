import type { Log } from '#sdk';
import type { ResourceActivities } from '../kernels/resource-activities.ts';
import { FIRST_SLOT } from '../kernels/resource-slots.ts';
import { byteRanks } from '../log/byte-order.ts';

/** What somebody does of one activity. */
export interface ActivityRow {
  readonly activity: string;
  readonly events: number;
  readonly cases: number;
}

/** The activities of each slot from the first that is shown: most events first, ties by name. */
export function activityRows(
  { activityNames }: Pick<Log, 'activityNames'>,
  { keys, events, cases }: ResourceActivities,
  slots: number,
): ActivityRow[][] {
  const ranks = byteRanks(activityNames);
  const rows = Array.from({ length: slots }, () => [] as number[]);
  for (let i = 0; i < keys.length; i++) rows[(keys[i]! >>> 16) - FIRST_SLOT]?.push(i);
  const code = (i: number) => keys[i]! & 0xffff;
  return rows.map((row) =>
    row
      .sort((a, b) => events[b]! - events[a]! || ranks[code(a)]! - ranks[code(b)]!)
      .map((i) => ({ activity: activityNames[code(i)]!, events: events[i]!, cases: cases[i]! })),
  );
}
