import { type Static, Type } from '#sdk';

const Related = Type.Object({ activity: Type.String(), other: Type.String() });
const OneActivity = Type.Object({ activity: Type.String() });

/** A log skeleton as JSON: what a check needs of it. A result of `log-skeleton` has all of this and how many cases show it. */
export const LogSkeletonSchema = Type.Object({
  activities: Type.Array(
    Type.Object({
      activity: Type.String(),
      least: Type.Integer({ minimum: 0 }),
      most: Type.Integer({ minimum: 0 }),
    }),
  ),
  equivalence: Type.Array(Related),
  alwaysAfter: Type.Array(Related),
  alwaysBefore: Type.Array(Related),
  neverTogether: Type.Array(Related),
  directlyFollows: Type.Array(Type.Object({ from: Type.String(), to: Type.String() })),
  start: Type.Array(OneActivity),
  end: Type.Array(OneActivity),
});

/** How activities of a log go together (Verbeek, Medeiros de Carvalho 2018). */
export type LogSkeleton = Static<typeof LogSkeletonSchema>;
