import { NONE } from '../../platform/text/format.ts';
import type { Words } from '../../platform/text/words.ts';
import type { Value } from './model.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
/** Four digits are years and numbers of things more often than amounts: they are not grouped. */
const UNGROUPED = 10_000;

/** A value of an attribute as people read it. */
export function valueText(value: Value, { t, fmt }: Words): string {
  if (value === null) return NONE;
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < UNGROUPED ? String(value) : fmt.number(value, 3);
  return INSTANT.test(value) ? fmt.instant(Date.parse(value)) : value;
}

/** A name that can be seen. */
export const seenName = (name: string, { t }: Words): string =>
  name === '' ? t('(none)') : name.trim() === '' ? t('(blank)') : name;

/** `case:amount` is called "amount": that it belongs to the case is clear where it stands. */
export const shortName = (column: string): string => column.replace(/^case:(?=.)/, '');
