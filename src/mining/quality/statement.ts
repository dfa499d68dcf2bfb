import { Type } from '#sdk';
import { durationText } from '../log/duration-text.ts';

/** What fills a place of a statement: a name, a count, a share, a duration, an instant or days. Pages write each as the reader does. */
export type StatedValue =
  | string
  | number
  | { readonly share: number }
  | { readonly ms: number }
  | { readonly at: number }
  | { readonly day: string; readonly until?: string };

/** A sentence: an English pattern that pages translate, and what fills its `{names}`. */
export interface Statement {
  readonly text: string;
  readonly values: Readonly<Record<string, StatedValue>>;
}

export const StatementSchema = Type.Object(
  {
    text: Type.String(),
    values: Type.Record(
      Type.String(),
      Type.Union([
        Type.String(),
        Type.Number(),
        Type.Object({ share: Type.Number() }),
        Type.Object({ ms: Type.Number() }),
        Type.Object({ at: Type.Number() }),
        Type.Object({ day: Type.String(), until: Type.Optional(Type.String()) }),
      ]),
    ),
  },
  { description: 'A pattern with what fills it: text, a count, a share, milliseconds, an instant, or days' },
);

/** @param text marked with `english()` */
export const state = (text: string, values: Statement['values'] = {}): Statement => ({ text, values });

/** How a reader writes values. */
export interface ValueWords {
  number(value: number): string;
  share(value: number): string;
  duration(ms: number): string;
  instant(ms: number): string;
  /** Of the calendar: `2024-05-01`. */
  day(day: string): string;
}

/** The statement in a language: its pattern translated, then filled. */
export const statementText = (
  { text, values }: Statement,
  translate: (pattern: string) => string,
  words: ValueWords,
): string =>
  translate(text).replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? valueText(values[name]!, words) : whole,
  );

function valueText(value: StatedValue, words: ValueWords): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return words.number(value);
  if ('share' in value) return words.share(value.share);
  if ('day' in value)
    return [value.day, ...(value.until ? [value.until] : [])].map((day) => words.day(day)).join(' – ');
  return 'ms' in value ? words.duration(value.ms) : words.instant(value.at);
}

const ENGLISH: ValueWords = {
  number: (value) => value.toLocaleString('en-US', { maximumFractionDigits: 2 }),
  share: (value) =>
    value > 0 && value < 0.0001
      ? '< 0.01 %'
      : `${(value * 100).toLocaleString('en-US', { maximumFractionDigits: 2 })} %`,
  duration: durationText,
  instant: (ms) => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms)),
  day: (day) => day,
};

export const inEnglish = (statement: Statement): string => statementText(statement, (pattern) => pattern, ENGLISH);
