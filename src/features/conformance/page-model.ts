import { Choice, type Static, type Step, Type } from '#sdk';
import { TRIAGE_GROUPS } from '../../mining/conformance/triage-groups.ts';
import type { Words } from '../../platform/text/words.ts';
import { PICTURE_QUERY, type Work } from '../workbench/index.ts';
import type { ConformancePageParts } from './page-parts.ts';

/** Parts of the page; each is computed when it is looked at. */
export const VIEWS = ['model', 'variants', 'rules', 'time', 'triage'] as const;
export type View = (typeof VIEWS)[number];
export const SORTS = ['count', 'fitness', 'cost', 'length'] as const;
export const PAGE_SIZES = ['25', '50', '100'] as const;

/** Charts and drawings, which are saved as pictures; and what is saved as figures alone. */
export const PICTURES = ['model', 'over-time'] as const;
export const LISTS = ['steps', 'deviations', 'variants', 'triage', 'rules', 'over-time', 'constraints'] as const;
export type PictureId = (typeof PICTURES)[number];
export type ListId = (typeof LISTS)[number];

const VariantId = (description: string) => Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$', description }));
const Marked = (description: string) =>
  Type.Optional(Type.String({ maxLength: 4000, pattern: '^[0-9a-f]{12}(\\.[0-9a-f]{12})*$', description }));
const ASKED = {
  view: Type.Optional(Choice(VIEWS, { description: 'Part of the page; without it the model' })),
  model: Type.Optional(
    Type.String({
      maxLength: 3000,
      description: 'What cases are compared with: model:<id>, or what discovers one; without it the newest kept one',
    }),
  ),
  noise: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: 'What a discovered model may leave out, per cent' }),
  ),
  from: Type.Optional(
    Type.String({
      maxLength: 7000,
      description: 'Of which cases it is discovered: all, or filters as pages write them',
    }),
  ),
  method: Type.Optional(Choice(['replay'], { description: 'Measures by token replay in the place of alignments' })),
  search: Type.Optional(
    Choice(['quick'], { description: 'Ends the search for alignments early: figures become bounds' }),
  ),
  as: Type.Optional(Choice(['bpmn', 'net', 'tree'], { description: 'How the model is drawn' })),
  zoom: Type.Optional(Choice(['fit'], { description: 'The whole model as wide as there is room' })),
  step: Type.Optional(Type.String({ maxLength: 2000, description: 'The selected activity of the model' })),
  dev: Type.Optional(Choice(['1'], { description: 'Only variants that deviate' })),
  sort: Type.Optional(Choice(SORTS, { description: 'Order of the variants; without it by cases' })),
  up: Type.Optional(Choice(['1'], { description: 'Smallest first' })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  size: Type.Optional(Choice(PAGE_SIZES, { description: 'Variants on a page' })),
  a: VariantId('The variant whose alignment is shown'),
  b: VariantId('The one it is compared with'),
  by: Type.Optional(Choice(['rules'], { description: 'Over time by the rules in the place of the model' })),
  period: Type.Optional(
    Choice(['start'], { description: 'A case belongs to the period of its start in the place of its end' }),
  ),
  bucket: Type.Optional(
    Choice(['day', 'week', 'month', 'quarter', 'year'], {
      description: 'Length of a period; without it a fitting one',
    }),
  ),
  good: Marked('Variants that were marked good, by the first digits of their ids'),
  bad: Marked('Variants that were marked bad'),
  least: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: 'Least fitness of what counts as good, per cent' }),
  ),
  leave: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: 'What the model of the good ones leaves out, per cent' }),
  ),
  group: Type.Optional(Choice(TRIAGE_GROUPS, { description: 'Which variants of the triage; without it all' })),
};

export const ConformanceQuery = Type.Object(ASKED);
export type ConformanceAsked = Static<typeof ConformanceQuery>;
export type ConformanceWork = Work<ConformanceAsked>;

export const CsvQuery = Type.Object({
  ...ASKED,
  figure: Choice(LISTS, { description: 'Which figures of the page' }),
});
export const SvgQuery = Type.Object({
  ...ASKED,
  figure: Choice(PICTURES, { description: 'Which picture of the page' }),
  ...PICTURE_QUERY,
});

interface AskedModel {
  readonly model: string;
  readonly noise?: number;
  readonly statesPerTrace?: number;
}

/** What the cases of the page are compared with. */
export interface Against {
  /** As calculators take it, with the threshold where it is discovered. */
  readonly params: AskedModel;
  /** The same for filters in addresses; null: it is too long for one. */
  readonly filter: AskedModel | null;
  readonly name: string;
  /** What stands in the address, or would. */
  readonly chosen: string;
  readonly kept: { readonly id: string; readonly project: string } | null;
  /** A list of constraints has no steps in an order: it is told otherwise. */
  readonly isConstraints: boolean;
  /** Null: it is not discovered. */
  readonly discovered: Discovered | null;
}

export interface Discovered {
  readonly calculator: string;
  readonly params: object;
  readonly takesNoise: boolean;
  /** Per cent. */
  readonly noise: number;
  /** Null: of the cases that the filters keep now. */
  readonly from: readonly Step[] | null;
}

/** What the parts of the page are made with. */
export interface Around {
  readonly parts: ConformancePageParts;
  readonly work: ConformanceWork;
  readonly words: Words;
  readonly against: Against;
}

/** Where a variant ends up in the triage. */
export { TRIAGE_GROUPS, type TriageGroup } from '../../mining/conformance/triage-groups.ts';
