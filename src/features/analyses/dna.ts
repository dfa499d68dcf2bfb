import { AppError, type Static, Type } from '#sdk';
import variantDna from '../../mining/calculators/variant-dna.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import { CalendarChoice, Steps } from './model.ts';
import { enough, readResult } from './page-text.ts';
import { type AnalysisParts, calculateIn, openView } from './use-cases.ts';
import { VARIANT_ID } from './variants.ts';

const Variant = Type.Union(
  [Type.String({ maxLength: 100 }), Type.Array(Type.String(), { minItems: 1, maxItems: 10_000 })],
  { description: 'The id of a variant, as discovery/variants has it, or its activities in order' },
);
export const CompareVariants = Type.Object({
  datasetId: Type.String(),
  a: Variant,
  b: Variant,
  filters: Steps,
  calendar: Type.Optional(CalendarChoice),
});
export const VariantDna = variantDna.result;

/** Two variants at the level of activities. One that too few cases took is not there for those who see groups only. */
export async function compareVariants(
  parts: AnalysisParts,
  actor: Actor,
  { a, b, ...asked }: Static<typeof CompareVariants>,
  signal: AbortSignal,
): Promise<Static<typeof VariantDna>> {
  const view = openView(parts, actor, asked);
  for (const id of [a, b]) if (typeof id === 'string' && !VARIANT_ID.test(id)) notFound('variant');
  const { text } = await calculateIn(parts, actor, view, { id: variantDna.id, params: { a, b } }, signal).catch(
    (error) => (error instanceof AppError && error.code === 'variants.notThere' ? notFound('variant') : throwIt(error)),
  );
  return enough(readResult<Static<typeof VariantDna> | null>(text, '/a', 'This comparison'));
}

function throwIt(error: unknown): never {
  throw error;
}
