import type { Locale } from '../http/viewer.ts';
import german from './de.json' with { type: 'json' };

type Values = Readonly<Record<string, string | number>>;

/** The texts of one language. English is the key: a text that the catalogue lacks is shown in English. */
export interface Texts {
  /** The text with `{name}` filled from `values`. */
  t(english: string, values?: Values): string;
  /** One or many: `n(3, '{n} case', '{n} cases')`; `{n}` is filled with `shown`, else with the count. */
  n(count: number, one: string, many: string, shown?: string): string;
}

export { english } from '#sdk';

const CATALOGUES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en: {}, de: german };

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));

export function textsIn(locale: Locale): Texts {
  const catalogue = CATALOGUES[locale];
  const find = (english: string): string => (Object.hasOwn(catalogue, english) ? catalogue[english]! : english);
  return {
    t: (english, values) => (values ? fill(find(english), values) : find(english)),
    n: (count, one, many, shown) => fill(find(count === 1 ? one : many), { n: shown ?? count }),
  };
}
