import type { Sentence } from './rule-template.ts';

/** A name as it stands in a sentence; a missing activity has an empty one. */
export const quoted = (name: string): string => `‘${name}’`;

export const listed = (names: readonly string[]): string => names.map(quoted).join(', ');

/** The sentence in a language: its patterns translated, then filled. */
export const sentenceText = ({ text, values }: Sentence, translate: (pattern: string) => string): string =>
  translate(text).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name]! : whole;
    return typeof value === 'string' ? value : sentenceText(value, translate);
  });

export const inEnglish = (sentence: Sentence): string => sentenceText(sentence, (pattern) => pattern);
