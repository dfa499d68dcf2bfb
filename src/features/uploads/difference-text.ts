import { english, type Texts } from '../../platform/text/texts.ts';
import type { ColumnDifference } from '../column-mappings/index.ts';

const HOLDS: Readonly<Record<string, string>> = {
  time: english('times'),
  number: english('numbers'),
  text: english('text'),
};
const MISSING: Readonly<Record<string, string>> = {
  none: english('no value is missing'),
  some: english('some values are missing'),
  most: english('most values are missing'),
  all: english('all values are missing'),
};
const VALUES: Readonly<Record<string, string>> = {
  none: english('no value'),
  one: english('one value'),
  few: english('few different values'),
  some: english('several different values'),
  many: english('hardly two values alike'),
};

/** How a file differs from the one that a mapping was made for, in the reader's words. */
export function differenceText({ kind, column, was, is }: ColumnDifference, { t }: Texts): string {
  const values = { column, was: was ?? '', is: is ?? '' };
  switch (kind) {
    case 'absent':
      return t('"{column}" is not in this file', values);
    case 'new':
      return t('"{column}" is new', values);
    case 'order':
      return t('the columns stand in another order');
    case 'holds':
      return t('"{column}" holds {is}, was {was}', { column, is: t(HOLDS[values.is]!), was: t(HOLDS[values.was]!) });
    case 'missing':
      return t('"{column}": {is}', { column, is: t(MISSING[values.is]!) });
    case 'values':
      return t('"{column}": {is}', { column, is: t(VALUES[values.is]!) });
  }
}
