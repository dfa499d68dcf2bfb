import type { Sentence } from './rule-template.ts';

/** A name as it stands in a sentence; a missing activity has an empty one. */
export const quoted = (name: string): string => `‘${name}’`;

export const listed = (names: readonly string[]): string => names.map(quoted).join(', ');

/** The sentence in English. Pages translate its pattern and fill it likewise. */
export const inEnglish = ({ text, values }: Sentence): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));
