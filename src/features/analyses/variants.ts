import { type Static, Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Asked } from './ask-by-query.ts';
import { Durations } from './discovery.ts';
import { readResult } from './page-text.ts';
import { type AnalysisParts, calculate, openView } from './use-cases.ts';

/** Ids of other forms name no variant. */
export const VARIANT_ID = /^[0-9a-f]{32}$/;

export const Variant = Type.Object({
  id: Type.String({ description: 'Of the sequence of activities: the same in every dataset' }),
  activities: Type.Array(Type.String()),
  count: Type.Integer({ description: 'Cases' }),
  share: Type.Number({ description: 'Of the cases that the filters keep' }),
  ...Durations,
});

export interface WantedVariants {
  readonly limit: number;
  readonly offset: number;
  readonly sort: 'count' | 'mean' | 'length';
  readonly durations: boolean;
}

interface Variants {
  total: number;
  cases: number;
  items: Static<typeof Variant>[];
}

export async function listVariants(
  parts: AnalysisParts,
  actor: Actor,
  asked: Asked,
  wanted: WantedVariants,
  signal: AbortSignal,
): Promise<Variants> {
  const { text } = await calculate(parts, actor, { ...asked, id: 'variants', params: { ...wanted } }, signal);
  return readResult<Variants>(text, '/limit', 'A page of these variants');
}

/** One variant by its id. One that too few cases took is not there for those who see groups only. */
export async function getVariant(
  parts: AnalysisParts,
  actor: Actor,
  asked: Asked,
  id: string,
  signal: AbortSignal,
): Promise<Static<typeof Variant>> {
  openView(parts, actor, asked);
  if (!VARIANT_ID.test(id)) notFound('variant');
  const { text } = await calculate(parts, actor, { ...asked, id: 'variants', params: { id } }, signal);
  return readResult<Variants>(text, '/id', 'This variant').items[0] ?? notFound('variant');
}
