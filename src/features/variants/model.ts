import { Choice, type Static, Type } from '#sdk';
import { PICTURE_QUERY, type Work } from '../workbench/index.ts';

export const VARIANT_ID = '^[0-9a-f]{32}$';
export const SORTS = ['count', 'median', 'mean', 'length'] as const;
export const PAGE_SIZES = ['25', '50', '100'] as const;
/** Share of the cases whose variants the curve counts, where nobody chose one. */
export const COVER_DEFAULT = 80;

const Id = (description: string) => Type.Optional(Type.String({ pattern: VARIANT_ID, description }));
/** Which variants, in which order; what the file and the page share. */
const LIST = {
  sort: Type.Optional(Choice(SORTS, { description: 'By cases, duration or steps' })),
  up: Type.Optional(Choice(['1'], { description: 'Smallest first' })),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name of an activity in the variant' })),
};

export const VariantsQuery = Type.Object({
  ...LIST,
  size: Type.Optional(Choice(PAGE_SIZES, { description: 'Variants on a page' })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  cover: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Per cent of the cases' })),
  a: Id('The variant that is shown step by step'),
  b: Id('The variant it is compared with'),
});
export type VariantsAsked = Static<typeof VariantsQuery>;
export type VariantsWork = Work<VariantsAsked>;

export const CsvQuery = Type.Object({
  ...LIST,
  figure: Type.Optional(Choice(['coverage'], { description: 'The curve in the place of the list' })),
});
export const SvgQuery = Type.Object({
  figure: Type.Optional(Choice(['coverage'], { description: 'Which chart of the page' })),
  cover: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Per cent of the cases' })),
  ...PICTURE_QUERY,
});

/** As the calculator gives it. */
export interface Variant {
  readonly id: string;
  readonly activities: readonly string[];
  readonly count: number;
  readonly share: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly stepMs: readonly (number | null)[];
}
export interface VariantPage {
  readonly total: number;
  readonly once: number;
  readonly cases: number;
  /** With fewer cases than this person may see. */
  readonly hidden: number;
  readonly listed: number;
  readonly items: readonly Variant[];
}
export interface Coverage {
  readonly variants: number;
  readonly cases: number;
  readonly points: readonly {
    readonly variants: number;
    readonly variantShare: number;
    readonly cases: number;
    readonly caseShare: number;
  }[];
  readonly targets: readonly { readonly caseShare: number; readonly variants: number; readonly cases: number }[];
}
