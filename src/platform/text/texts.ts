import type { Locale } from '../http/viewer.ts';
import german from './de.json' with { type: 'json' };
import { type Sentence, Sentences } from './sentences.ts';

type Values = Readonly<Record<string, string | number>>;

/** The texts of one language. English is the key: a text that the catalogue lacks is shown in English. */
export interface Texts {
  /**
   * The text with `{name}` filled from `values`. Without values, a sentence that was filled in before is found by what stands around
   * what it names.
   */
  t(english: string, values?: Values): string;
  /** One or many: `n(3, '{n} case', '{n} cases')`; `{n}` is filled with `shown`, else with the count. */
  n(count: number, one: string, many: string, shown?: string): string;
}

export { english } from '#sdk';

const CATALOGUES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en: {}, de: german };

/** Made once a language is first read. */
const SENTENCES: Partial<Record<Locale, Sentences>> = {};

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));

export function textsIn(locale: Locale): Texts {
  const catalogue = CATALOGUES[locale];
  const find = (english: string): string => (Object.hasOwn(catalogue, english) ? catalogue[english]! : english);
  const sayAgain = (said: string): string => {
    SENTENCES[locale] ??= new Sentences(Object.keys(catalogue));
    const { find: findSentence, findPhrase } = SENTENCES[locale];
    const filled = ({ english, values }: Sentence, inner: (value: string) => string): string =>
      fill(find(english), Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inner(value)])));
    const phrase = (value: string): string => {
      const found = findPhrase(value);
      if (found) return filled(found, (name) => name);
      // One sentence may quote another.
      return value.endsWith('.') ? sayAgain(value) : value;
    };
    const sentence = findSentence(said);
    return sentence ? filled(sentence, phrase) : find(said);
  };
  return {
    t(english, values) {
      if (values) return fill(find(english), values);
      return Object.hasOwn(catalogue, english) || locale === 'en' ? find(english) : sayAgain(english);
    },
    n: (count, one, many, shown) => fill(find(count === 1 ? one : many), { n: shown ?? count }),
  };
}
