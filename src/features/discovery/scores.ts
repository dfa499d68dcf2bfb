import { AppError } from '#sdk';
import { MEASURES } from '../models/index.ts';
import type { Found, Words } from './find.ts';
import type { DiscoveryWork } from './model.ts';

interface Measured {
  readonly fitness: number;
  readonly precision: number;
  readonly generalisation: number;
  readonly simplicity: number;
  readonly fScore: number;
  readonly undecided: number;
  readonly definitions: Readonly<Record<'fitness' | 'precision' | 'generalisation' | 'simplicity' | 'fScore', string>>;
}

/** What a model that was found scores against the very cases it was found in, or why it has no scores. */
async function measure(work: DiscoveryWork, found: Found, { t }: Words): Promise<Measured | string> {
  if (found.fault) return t('There is no model to score.');
  if (found.model.format === 'decl') return t('Constraints have no such scores: each says how many cases keep it.');
  try {
    const params = { method: 'replay', model: found.model.text };
    const measured = await work.calculate<Measured | null>('precision-and-generalisation', params);
    return measured ?? t('Too few cases to show');
  } catch (error) {
    if (error instanceof AppError && SHOWN.has(error.fault)) return t(error.message);
    throw error;
  }
}

const SHOWN: ReadonlySet<string> = new Set(['invalid', 'conflict', 'too_large', 'timeout']);

/** The scores of one model or two, a line for each measure; the better of two is marked. */
export async function presentScores(work: DiscoveryWork, found: readonly Found[], words: Words) {
  const all: (Measured | string)[] = [];
  for (const one of found) all.push(await measure(work, one, words));
  const { t, n, fmt } = words;
  const notes = all.map((one) =>
    typeof one === 'string'
      ? one
      : one.undecided > 0
        ? n(one.undecided, '{n} case not decided', '{n} cases not decided', fmt.number(one.undecided))
        : null,
  );
  const numbers = all.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const rows =
    numbers.length === 0
      ? []
      : MEASURES.map(({ id, title, text }) => {
          const best = Math.max(...numbers.map((one) => one[id]));
          const isTold = numbers.length > 1 && numbers.some((one) => one[id] !== best);
          return {
            ...{ title: t(title), text: t(text), definition: numbers[0]!.definitions[id] },
            cells: all.map((one) =>
              typeof one === 'string'
                ? { text: '–', share: 0, isBest: false }
                : { text: fmt.number(one[id], 3), share: one[id], isBest: isTold && one[id] === best },
            ),
          };
        });
  return { rows, notes, titles: found.map(({ setting }) => t(setting.algorithm.title)) };
}
