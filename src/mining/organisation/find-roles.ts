import type { Log, Run } from '#sdk';
import { Work } from '../discovery/work.ts';
import { resourceActivities } from '../kernels/resource-activities.ts';
import { resourceCounts } from '../kernels/resource-counts.ts';
import { FIRST_SLOT, type ResourceSlots } from '../kernels/resource-slots.ts';
import { activityProfiles, type Metric, similarities } from './activity-profiles.ts';
import { type ActivityRow, activityRows } from './activity-rows.ts';
import { averageLinkage } from './average-linkage.ts';
import type { ShownResources } from './shown-resources.ts';

export interface Role {
  readonly name: string;
  readonly events: number;
  /** Cases in which any of its members took part. */
  readonly cases: number;
  /** Most events first, ties by name. */
  readonly activities: readonly ActivityRow[];
  /** Places among the shown resources, ascending, each with its mean similarity to the others (1 where it is alone). */
  readonly members: readonly { readonly at: number; readonly similarity: number }[];
}

export interface Roles {
  readonly roles: readonly Role[];
  /** Slot of each resource that has a role: that of its role, in the order of `roles`. */
  readonly slots: ResourceSlots;
}

/**
 * Groups the shown resources by what they do. Most events first; ties by the first member.
 * @param least mean similarity from which two groups are one
 */
export async function findRoles(
  log: Log,
  run: Run,
  found: ShownResources,
  { metric, least }: { metric: Metric; least: number },
): Promise<Roles> {
  const { shown } = found;
  const profiles = await activityProfiles(log, run, found);
  const activities = new Set(profiles.flatMap(({ codes }) => [...codes])).size;
  const work = new Work(run);
  const alike = await similarities(profiles, activities, metric, work);
  const groups = await averageLinkage(alike, shown.length, least, work);
  const eventsOf = (group: readonly number[]) => group.reduce((sum, at) => sum + shown[at]!.events, 0);
  groups.sort((a, b) => eventsOf(b) - eventsOf(a) || a[0]! - b[0]!);
  const slots = roleSlots(found, groups);
  const [counts, done] = await Promise.all([
    run.reduce(resourceCounts, slots),
    run.reduce(resourceActivities, { slots, activities: log.activities }),
  ]);
  const rows = activityRows(log, done, groups.length);
  const names = namesOf(rows, run.k);
  const roles = groups.map((group, i): Role => {
    const similarity = (at: number) =>
      group.reduce((sum, other) => sum + (other === at ? 0 : alike[at * shown.length + other]!), 0) /
      (group.length - 1);
    return {
      ...{ name: names[i]!, events: eventsOf(group), cases: counts.cases[i + FIRST_SLOT]!, activities: rows[i]! },
      members: group.map((at) => ({ at, similarity: group.length === 1 ? 1 : similarity(at) })),
    };
  });
  return { roles, slots };
}

function roleSlots({ shown, slots }: ShownResources, groups: readonly (readonly number[])[]): ResourceSlots {
  const of = slots.of!.slice();
  groups.forEach((group, i) => {
    for (const at of group) of[shown[at]!.code] = i + FIRST_SLOT;
  });
  return { column: slots.column, of, size: groups.length + FIRST_SLOT };
}

/** Share of its events that the activities in a role's name make up, and the most of them. */
const NAMED_SHARE = 0.6;
const NAMED = 3;

/** A role is called by what it mostly does; of two with the same name the second gets a number. */
function namesOf(rows: readonly (readonly ActivityRow[])[], k: number): string[] {
  const given = new Map<string, number>();
  return rows.map((row) => {
    // A name must not tell what too few cases show.
    const tellable = row.filter(({ cases }) => cases >= k);
    const total = tellable.reduce((sum, { events }) => sum + events, 0);
    let named = 0;
    const parts: string[] = [];
    for (const { activity, events } of tellable) {
      if (parts.length === NAMED || named >= NAMED_SHARE * total) break;
      named += events;
      parts.push(activity);
    }
    const name = parts.join(', ') || 'unnamed';
    const times = (given.get(name) ?? 0) + 1;
    given.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
