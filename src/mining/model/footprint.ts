import { byBytes } from '../log/byte-order.ts';

/** Which of two activities may directly follow the other: only the second, only the first, each, neither. */
export const RELATIONS = ['→', '←', '∥', '#'] as const;
export type Relation = (typeof RELATIONS)[number];

/** Some activities, and whether the one is somewhere directly followed by the other. */
export interface DirectlyFollows {
  readonly activities: readonly string[];
  /** By places in `activities`. */
  follows(a: number, b: number): boolean;
}

/** The footprint matrix (van der Aalst, Weijters, Maruster 2004): a row for each activity, over the same activities in the same order. */
export interface Footprint {
  readonly activities: readonly string[];
  readonly relations: readonly (readonly Relation[])[];
}

/** @param activities rows and columns; those that `of` does not have are related to nothing */
export function footprintOf(of: DirectlyFollows, activities: readonly string[]): Footprint {
  const place = new Map(of.activities.map((name, i) => [name, i]));
  const places = activities.map((name) => place.get(name) ?? -1);
  const follows = (a: number, b: number) => a >= 0 && b >= 0 && of.follows(a, b);
  const relations = places.map((a) =>
    places.map((b): Relation => {
      const [there, back] = [follows(a, b), follows(b, a)];
      return there ? (back ? '∥' : '→') : back ? '←' : '#';
    }),
  );
  return { activities, relations };
}

/** The activities of all, by bytes. */
export const allActivities = (...of: readonly DirectlyFollows[]): string[] =>
  [...new Set(of.flatMap(({ activities }) => activities))].sort(byBytes);

export interface FootprintDifference {
  readonly a: string;
  readonly b: string;
  readonly log: Relation;
  readonly model: Relation;
}

/** Two footprints over the same activities: the share of equal cells (van der Aalst 2016, section 8.4), and the pairs that differ. */
export function compareFootprints(log: Footprint, model: Footprint) {
  const { activities } = log;
  const n = activities.length;
  const differences: FootprintDifference[] = [];
  let differing = 0;
  for (let a = 0; a < n; a++)
    for (let b = a; b < n; b++) {
      const [is, ought] = [log.relations[a]![b]!, model.relations[a]![b]!];
      if (is === ought) continue;
      differing += a === b ? 1 : 2;
      differences.push({ a: activities[a]!, b: activities[b]!, log: is, model: ought });
    }
  return { agreement: n === 0 ? 1 : 1 - differing / (n * n), differences };
}
