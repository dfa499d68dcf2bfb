import { nearest } from '#sdk';
import { compileDateFormat } from '../formats/date-format.ts';
import { isTimeZone } from '../log/time-zones.ts';

/** What an argument that must be written out may be: what is wrong with it, or null. */
type Check = (value: string | number) => string | null;

export const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? null
      : `a whole number between ${least} and ${most} is expected`;

export const oneOf =
  (words: readonly string[]): Check =>
  (value) => {
    if (words.includes(String(value))) return null;
    const near = nearest(String(value), words);
    return `one of ${words.join(', ')} is expected${near === null ? '' : `. Did you mean "${near}"?`}`;
  };

export const zone: Check = (value) => {
  if (isTimeZone(String(value))) return null;
  const near = nearest(String(value), Intl.supportedValuesOf('timeZone'));
  return `"${value}" is not a time zone${near === null ? '; zones are named like "Europe/Berlin" or "UTC"' : `. Did you mean "${near}"?`}`;
};

export const timeFormat: Check = (value) =>
  compileDateFormat(String(value)) === null
    ? `"${value}" is no format of times; they are written like YYYY-MM-DD HH:mm:ss, or iso, epoch-s, epoch-ms`
    : null;

/** Regular expressions are run by RE2, which looks neither ahead nor back: what it takes is a part of what JavaScript takes. */
export const pattern: Check = (value) => {
  const text = String(value);
  if (/\(\?<?[=!]/.test(text))
    return 'a regular expression here looks neither ahead nor behind: (?=, (?!, (?<= and (?<! are not known';
  if (/(^|[^\\])(\\\\)*\\[1-9]/.test(text)) return 'a regular expression here does not refer back to a group (\\1)';
  try {
    new RegExp(text, 'u');
    return null;
  } catch (error) {
    return `the regular expression is not right: ${String((error as Error).message).replace(/^.*\/u?: /, '')}`;
  }
};
