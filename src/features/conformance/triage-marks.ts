import type { ConformanceAsked } from './page-model.ts';

/** Variants that somebody marked, by the first digits of their ids. */
export interface Marks {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}
export type Mark = 'good' | 'bad' | null;

/** Digits that tell a variant from all others. */
const DIGITS = 12;
/** So many still go into an address; a person marks far fewer. */
export const MOST_MARKS = 250;

const listOf = (text = ''): string[] => text.split('.').filter(Boolean);

export const marksOf = ({ good, bad }: Pick<ConformanceAsked, 'good' | 'bad'>): Marks => ({
  good: listOf(good),
  bad: listOf(bad),
});

export function markOf({ good, bad }: Marks, id: string): Mark {
  const short = id.slice(0, DIGITS);
  return good.includes(short) ? 'good' : bad.includes(short) ? 'bad' : null;
}

/** The parameters of an address with these variants marked otherwise; a null mark takes marks back. Null: too many marks. */
export function withMarks(
  { good, bad }: Marks,
  ids: readonly string[],
  mark: Mark,
): { good: string; bad: string } | null {
  const short = ids.map((id) => id.slice(0, DIGITS));
  const marked = (own: readonly string[], isThis: boolean) => [
    ...own.filter((id) => !short.includes(id)),
    ...(isThis ? short : []),
  ];
  const now = { good: marked(good, mark === 'good'), bad: marked(bad, mark === 'bad') };
  if (now.good.length + now.bad.length > MOST_MARKS) return null;
  return { good: now.good.join('.'), bad: now.bad.join('.') };
}
