import { type Static, Type } from '#sdk';
import { alignSequences } from '../../mining/model/align-sequences.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import { CalendarChoice, Steps } from './model.ts';
import { enough, readResult } from './page-text.ts';
import { type AnalysisParts, calculateIn, openView } from './use-cases.ts';
import { VARIANT_ID } from './variants.ts';

/** Longer variants are compared by their beginnings. */
const COMPARED = 300;

const VariantId = Type.String({
  maxLength: 100,
  description: 'Id of a variant, as discovery/variants has it',
});
export const CompareVariants = Type.Object({
  datasetId: Type.String(),
  a: VariantId,
  b: VariantId,
  filters: Steps,
  calendar: Type.Optional(CalendarChoice),
});

const Milliseconds = Type.Union([Type.Number(), Type.Null()]);
const Figures = Type.Object({
  id: Type.String(),
  activities: Type.Array(Type.String()),
  count: Type.Integer({ description: 'Cases' }),
  share: Type.Number({ description: 'Of the cases that the filters keep' }),
  ...{ meanMs: Milliseconds, medianMs: Milliseconds, p90Ms: Milliseconds, minMs: Milliseconds, maxMs: Milliseconds },
});
const Place = Type.Union([
  Type.Object({
    position: Type.Integer({ description: 'In the variant, from 1' }),
    activity: Type.String(),
    sincePreviousMs: Type.Union([Type.Number(), Type.Null()], { description: 'Median time since the step before' }),
  }),
  Type.Null(),
]);
export const VariantDna = Type.Object({
  a: Figures,
  b: Figures,
  steps: Type.Array(
    Type.Object({
      a: Place,
      b: Place,
      relation: Type.String({
        description: 'same; only-a, only-b; moved: the other variant has this activity, but not in this place',
      }),
      differenceMs: Type.Union([Type.Number(), Type.Null()], { description: 'How much longer the step takes in b' }),
    }),
    { description: 'Both variants side by side, with as many equal steps as possible in the same place' },
  ),
  same: Type.Integer({ description: 'Steps that both have in the same place' }),
  notCompared: Type.Integer({ description: `Steps of the longer variant behind its ${COMPARED}th` }),
});

type Found = Static<typeof Figures> & { readonly stepMs: readonly (number | null)[] };
type Dna = Static<typeof VariantDna>;

/** Two variants at the level of activities: what both do in the same order, what only one does, and where the time goes. */
export async function compareVariants(
  parts: AnalysisParts,
  actor: Actor,
  { a, b, ...asked }: Static<typeof CompareVariants>,
  signal: AbortSignal,
): Promise<Dna> {
  const view = openView(parts, actor, asked);
  if (![a, b].every((id) => VARIANT_ID.test(id))) notFound('variant');
  const params = { ids: [...new Set([a, b])], limit: 2, steps: COMPARED };
  const { text } = await calculateIn(parts, actor, view, { id: 'variant-list', params }, signal);
  const { items } = enough(readResult<{ items: readonly Found[] } | null>(text, '/a', 'These variants'));
  const [first, second] = [a, b].map((id) => items.find((item) => item.id === id) ?? notFound('variant')) as [
    Found,
    Found,
  ];
  const steps = stepsOf(first, second);
  return {
    ...{ a: figuresOf(first), b: figuresOf(second), steps },
    same: steps.filter(({ relation }) => relation === 'same').length,
    notCompared: Math.max(0, Math.max(first.activities.length, second.activities.length) - COMPARED),
  };
}

function stepsOf(first: Found, second: Found): Dna['steps'] {
  const [ofA, ofB] = [first.activities.slice(0, COMPARED), second.activities.slice(0, COMPARED)];
  const pairs = alignSequences(ofA, ofB);
  const alone = {
    a: new Set(pairs.filter((p) => p.b === null).map((p) => ofA[p.a!]!)),
    b: new Set(pairs.filter((p) => p.a === null).map((p) => ofB[p.b!]!)),
  };
  return pairs.map((pair) => {
    const [a, b] = [placeOf(first, pair.a), placeOf(second, pair.b)];
    const both = a && b && a.sincePreviousMs !== null && b.sincePreviousMs !== null;
    const differenceMs = both ? b.sincePreviousMs! - a.sincePreviousMs! : null;
    if (a && b) return { a, b, relation: 'same', differenceMs };
    const moved = a ? alone.b.has(a.activity) : alone.a.has(b!.activity);
    return { a, b, relation: moved ? 'moved' : a ? 'only-a' : 'only-b', differenceMs };
  });
}

const placeOf = ({ activities, stepMs }: Found, at: number | null): Static<typeof Place> =>
  at === null ? null : { position: at + 1, activity: activities[at]!, sincePreviousMs: stepMs[at] ?? null };

const figuresOf = ({ stepMs: _, ...figures }: Found): Static<typeof Figures> => figures;
