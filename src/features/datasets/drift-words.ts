import type { ColumnClass, ColumnLevel } from '#sdk';
import type { DriftFinding } from '../../engine/import/schema-drift.ts';
import { english } from '../../platform/text/texts.ts';
import type { Words } from '../../platform/text/words.ts';

const SENTENCES: Readonly<Record<DriftFinding['kind'], string>> = {
  new: english('The column "{column}" is new.'),
  missing: english('The column "{column}" is missing.'),
  retyped: english('The column "{column}" was {was} and is {now}.'),
  missingValues: english('Of the column "{column}" {now} of the values are missing; before, {was} were.'),
  manyValues: english('The column "{column}" has {now} different values; before, it had {was}.'),
  renamed: english('The column "{was}" is taken for "{column}": {reason}.'),
};

const HOLDS: Readonly<Record<ColumnLevel, Readonly<Record<ColumnClass, string>>>> = {
  case: {
    category: english('a category of the case'),
    boolean: english('yes or no of the case'),
    number: english('a number of the case'),
    time: english('a time of the case'),
    text: english('a text of the case'),
  },
  event: {
    category: english('a category of the event'),
    boolean: english('yes or no of the event'),
    number: english('a number of the event'),
    time: english('a time of the event'),
    text: english('a text of the event'),
  },
};

/** How the columns of a load differ from those before, in the language of the reader; loads of old know English only. */
export function driftSentence({ kind, column, message, values }: DriftFinding, { t, fmt }: Words): string {
  if (kind === 'new' || kind === 'missing') return t(SENTENCES[kind], { column });
  if (!values) return message;
  return t(SENTENCES[kind], { column, ...shownValues(kind, values, { t, fmt }) });
}

function shownValues(
  kind: DriftFinding['kind'],
  values: NonNullable<DriftFinding['values']>,
  { t, fmt }: Pick<Words, 't' | 'fmt'>,
): Record<string, string | number> {
  const { was = '', now = '', share } = values;
  if (kind === 'missingValues') return { was: fmt.percent(Number(was)), now: fmt.percent(Number(now)) };
  if (kind === 'manyValues') return { was: fmt.number(Number(was)), now: fmt.number(Number(now)) };
  if (kind === 'renamed')
    return {
      was,
      reason:
        share === undefined
          ? t('the names are nearly the same')
          : t('{share} of its values are known from there', { share: fmt.percent(Number(share)) }),
    };
  const holds = (level: unknown, of: unknown) => t(HOLDS[level as ColumnLevel][of as ColumnClass]);
  return { was: holds(values.wasLevel, values.wasClass), now: holds(values.nowLevel, values.nowClass) };
}
