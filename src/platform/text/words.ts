import type { Viewer } from '../http/viewer.ts';
import { type Format, formatFor } from './format.ts';
import { type Texts, textsIn } from './texts.ts';

/** Texts and figures as one reader reads them. */
export interface Words extends Texts {
  readonly fmt: Format;
  /** BCP 47. */
  readonly locale: string;
}

export const wordsFor = (viewer: Pick<Viewer, 'locale' | 'zone'>): Words => ({
  ...{ ...textsIn(viewer.locale), fmt: formatFor(viewer), locale: viewer.locale },
});

/** A name as it is shown: one that is missing or blank is said to be. */
export const nameOf = (name: string, { t }: Pick<Texts, 't'>): string => (name.trim() === '' ? t('(none)') : name);
