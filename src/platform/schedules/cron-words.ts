import cronstrue from 'cronstrue/i18n.js';
import type { Locale } from '../access/person.ts';

/** A cron expression in words: "At 02:30, Monday through Friday". */
export const cronInWords = (cron: string, locale: Locale): string =>
  cronstrue.toString(cron, { locale, use24HourTimeFormat: true, throwExceptionOnParseError: false });
