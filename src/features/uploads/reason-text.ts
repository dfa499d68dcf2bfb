import type { Texts } from '../../platform/text/texts.ts';

/** Why a column was taken for what it is, where the reason is a fixed sentence of the reader of files. */
export const FIXED_REASONS = [
  ...['as the file says', 'as you said', 'kept as written', 'a row number without a header', 'numbers with decimals'],
  ...['the only column of dates', 'the only time of the event', 'numbers under a header that speaks of a quantity'],
  ...['whole numbers may be names (007): kept as written', 'dates without a known time zone are kept as written'],
  'day and month cannot be told apart: kept as written',
] as const;

/** The reason in the reader's language. Sentences that name a column or a format are taken apart; an unknown one stays as it is. */
export function reasonText(reason: string, { t }: Texts): string {
  const [, name, rest] =
    /^"(.*)" (is the XES name of this role|is a usual name for this role|speaks of .*)$/s.exec(reason) ?? [];
  if (name !== undefined)
    switch (rest) {
      case 'is the XES name of this role':
        return t('"{name}" is the XES name of this role', { name });
      case 'is a usual name for this role':
        return t('"{name}" is a usual name for this role', { name });
      case 'speaks of a case':
        return t('"{name}" speaks of a case', { name });
      case 'speaks of an activity':
        return t('"{name}" speaks of an activity', { name });
    }
  const [, format] = /^every sampled value is a time \((.*)\)$/s.exec(reason) ?? [];
  if (format !== undefined) return t('every sampled value is a time ({format})', { format });
  const [, word] = /^the file says so: (.*)$/s.exec(reason) ?? [];
  if (word !== undefined) return t('the file says so: {word}', { word });
  return t(reason);
}
