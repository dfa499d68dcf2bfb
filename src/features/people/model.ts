import { Choice, type Static, Type } from '#sdk';
import { PICTURE_QUERY, type Work } from '../workbench/index.ts';

/** What the page looks at. */
export const SUBJECTS = ['work', 'handovers', 'roles', 'together', 'performance'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Charts of the page, and everything that is saved as CSV, by the name in the address. */
export const CHARTS = ['work-over-time', 'active-people'] as const;
export const TABLES = [
  ...(['work', 'activities', 'handovers', 'roles', 'role-handovers', 'together', 'subcontracting', 'similar'] as const),
  ...(['performance', 'performance-by-activity'] as const),
] as const;

const Asked = {
  show: Type.Optional(Choice(SUBJECTS, { description: 'What to look at; without it who does what' })),
  by: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Column that says who did an event, by its id' }),
  ),
  people: Type.Optional(Type.Integer({ minimum: 2, maximum: 150, description: 'How many are shown, the busiest' })),
  who: Type.Optional(Type.String({ maxLength: 1000, description: 'The one whose handovers are shown in detail' })),
  paths: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: 'Handovers drawn, per cent' })),
  metric: Type.Optional(
    Choice(['count', 'cases', 'median'], { description: 'What handovers are drawn by; without it their number' }),
  ),
  as: Type.Optional(Choice(['network', 'matrix'], { description: 'Handovers as a network or as a matrix' })),
  cells: Type.Optional(
    Choice(['events', 'person', 'activity'], {
      description: 'What who-does-what shows: events, their share of the person, or their share of the activity',
    }),
  ),
  alike: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: 'From how alike people share a role, per cent' }),
  ),
  time: Type.Optional(
    Choice(['service', 'waiting'], { description: 'Which time performance compares; without it one that is known' }),
  ),
};

export const PeopleQuery = Type.Object(Asked);
export type PeopleAsked = Static<typeof PeopleQuery>;
export type PeopleWork = Work<PeopleAsked>;

export const CsvQuery = Type.Object({
  ...Asked,
  figure: Choice([...CHARTS, ...TABLES], { description: 'Which figures of the page' }),
});
export const SvgQuery = Type.Object({
  ...Asked,
  figure: Choice([...CHARTS, 'network'], { description: 'Which picture of the page' }),
  ...PICTURE_QUERY,
});

/** A column of events that can say who did them. */
export interface PeopleColumn {
  readonly id: string;
  readonly name: string;
}

interface Person {
  readonly resource: string;
  readonly events: number;
  readonly cases: number;
}
/** What every result says of the whole. */
interface Totals {
  readonly cases: number;
  readonly events: number;
  readonly missing: number;
  readonly resources: number;
  readonly others: { readonly resources: number; readonly events: number };
}
interface ActivityCount {
  readonly activity: string;
  readonly events: number;
  readonly cases: number;
}

export interface Workload extends Totals {
  readonly bucket: 'day' | 'week' | 'month' | 'quarter' | 'year';
  readonly periods: readonly {
    readonly period: string;
    readonly from: string;
    readonly events: number;
    readonly cases: number;
    readonly resources: number | null;
  }[];
  readonly items: readonly (Person & {
    readonly share: number;
    readonly activities: readonly ActivityCount[];
    readonly concurrency: { readonly busyMs: number; readonly mean: number; readonly most: number } | null;
    readonly periods: readonly { readonly period: string; readonly events: number; readonly cases: number }[];
  })[];
}

export interface Handover {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly cases: number;
  readonly medianMs: number | null;
  readonly meanMs: number | null;
}
export interface Handovers extends Totals {
  readonly handovers: number;
  readonly kept: number;
  readonly nodes: readonly (Person & { readonly given: number; readonly received: number; readonly kept: number })[];
  readonly arcs: readonly Handover[];
  readonly hidden: { readonly arcs: number; readonly handovers: number };
}

export interface Role {
  readonly role: string;
  readonly events: number;
  readonly cases: number;
  readonly share: number;
  readonly activities: readonly (ActivityCount & { readonly share: number })[];
  readonly members: readonly (Person & { readonly similarity: number })[];
}
export interface Roles extends Totals {
  readonly roles: readonly Role[];
  readonly handovers: readonly {
    readonly from: string;
    readonly to: string;
    readonly count: number;
    readonly cases: number;
  }[];
}

export interface Together extends Totals {
  readonly nodes: readonly Person[];
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly cases: number;
    readonly shareOfA: number;
    readonly shareOfB: number;
    readonly jaccard: number;
  }[];
}
export interface Subcontracting extends Totals {
  readonly pairs: readonly {
    readonly resource: string;
    readonly subcontractor: string;
    readonly count: number;
    readonly cases: number;
  }[];
}
export interface Similar extends Totals {
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly similarity: number;
    readonly common: number;
    readonly cases: number;
  }[];
}

interface Measured {
  readonly timed: number;
  readonly sumMs: number | null;
  readonly meanMs: number | null;
}
export interface Performance extends Totals {
  readonly startsKnown: boolean;
  readonly activities: readonly (ActivityCount & {
    readonly service: Measured & { readonly medianMs: number | null };
    readonly waiting: Measured & { readonly medianMs: number | null };
    readonly redoneShare: number;
  })[];
  readonly items: readonly (Person & {
    readonly service: Measured & { readonly ratio: number | null };
    readonly waiting: Measured & { readonly ratio: number | null };
    readonly redone: number;
    readonly redoneShare: number;
  })[];
  readonly pairs: readonly (Person & {
    readonly activity: string;
    readonly service: Measured & { readonly medianMs: number | null; readonly ratio: number | null };
    readonly waiting: Measured & { readonly medianMs: number | null; readonly ratio: number | null };
    readonly redoneShare: number;
  })[];
}
