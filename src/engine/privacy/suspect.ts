import type { SniffedColumn } from '../../mining/formats/table-sniff.ts';
import { DETECTORS, type Detector, type PersonalKind } from './detectors.ts';

/** What a column seems to say of people. A proposal: a person decides. */
export interface Suspicion {
  readonly kind: PersonalKind;
  readonly class: Detector['class'];
  /** 0 … 1 */
  readonly confidence: number;
  /** What speaks for it. */
  readonly by: 'header' | 'values' | 'both';
}

/** By values alone only where there are so many: a few may look like anything. */
const FEWEST_VALUES = 5;
const SHARE_ALONE = 0.8;
const SHARE_NAMED = 0.5;

/** What a column seems to say, by its header and different values of a sample. */
export function suspect({ name, values }: Pick<SniffedColumn, 'name' | 'values'>): Suspicion | null {
  if (values.length === 0) return null;
  const words = wordsOf(name);
  let best: Suspicion | null = null;
  for (const detector of DETECTORS) {
    const found = judge(detector, words, values);
    if (found && (best === null || found.confidence > best.confidence)) best = found;
  }
  return best;
}

function judge(
  { kind, class: of, header, share, sure }: Detector,
  words: string,
  values: readonly string[],
): Suspicion | null {
  const named = header.test(words);
  if (!named && !sure) return null;
  const part = share === null ? null : share(values, named);
  const told = (confidence: number, by: Suspicion['by']): Suspicion => ({ kind, class: of, confidence, by });
  if (named && part === null) return told(0.75, 'header');
  if (named && part! >= SHARE_NAMED) return told(0.9 + 0.09 * part!, 'both');
  if (named) return told(0.55, 'header');
  return values.length >= FEWEST_VALUES && part! >= SHARE_ALONE ? told(0.95 * part!, 'values') : null;
}

/** `case:customerEmail_address` → `case customer email address` */
const wordsOf = (header: string): string =>
  header
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
