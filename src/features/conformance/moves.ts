import { nameOf, type Words } from '../../platform/text/words.ts';
import type { AlignedVariant } from './results.ts';

export type MoveKind = 'both' | 'extra' | 'missing';

/** A step of an alignment as `conformance/moves.eta` shows it. */
export interface MoveView {
  readonly kind: MoveKind;
  readonly name: string;
}

/** The visible moves of a variant; where no alignment was found, its activities as they are, and `known` is false. */
export function movesOf({ moves, activities }: AlignedVariant, most: number, words: Words) {
  const all: MoveView[] = moves
    ? moves.flatMap(({ log, model }) =>
        log === null && model === null ? [] : [{ kind: kindOf(log, model), name: nameOf(log ?? model ?? '', words) }],
      )
    : activities.map((activity) => ({ kind: 'both', name: nameOf(activity, words) }));
  return { moves: all.slice(0, most), more: Math.max(0, all.length - most), known: moves !== null };
}

const kindOf = (log: string | null, model: string | null): MoveKind =>
  log === null ? 'missing' : model === null ? 'extra' : 'both';

/** For those who do not see colours, and for files: `Register > +Pay > −Check`. */
export const inWords = (moves: readonly MoveView[], between: string): string =>
  moves.map(({ kind, name }) => (kind === 'both' ? name : `${kind === 'extra' ? '+' : '−'}${name}`)).join(between);
