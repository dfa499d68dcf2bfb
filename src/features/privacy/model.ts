import { Nullable, type Static, Type } from '#sdk';

/** What a tenant shows of people and of small groups. */
export interface Privacy {
  /** Whether single people may be seen: who did which event, and how. */
  readonly personalViews: boolean;
  /** Columns that name people beside the one that is mapped as the resource. */
  readonly personalColumns: readonly string[];
  /** Smallest group of cases that is shown without the permission read:cases; null: as the configuration says. */
  readonly leastGroup: number | null;
}

/** Until somebody decides otherwise nobody looks at single people: works councils ask for that. */
export const STRICT: Privacy = { personalViews: false, personalColumns: [], leastGroup: null };

export const MOST_LEAST_GROUP = 10_000;

export const WritePrivacy = Type.Object({
  personalViews: Type.Boolean({ description: 'Whether single people may be seen' }),
  personalColumns: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
    ...{ default: [], maxItems: 200 },
    description: 'Names of columns that tell people apart, beside the one that is mapped as the resource',
  }),
  leastGroup: Nullable(
    Type.Integer({
      ...{ minimum: 1, maximum: MOST_LEAST_GROUP },
      description:
        'Smallest group of cases that is shown without read:cases; the larger of this and engine.default_k holds',
    }),
  ),
});
export type WritePrivacy = Static<typeof WritePrivacy>;
export const PrivacyView = WritePrivacy;
