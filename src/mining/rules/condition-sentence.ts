import { english } from '#sdk';
import type { Condition } from '../predicates/condition.ts';
import type { Sentence } from './rule-template.ts';
import { quoted } from './words.ts';

const WORDS: Readonly<Record<Condition['operator'], string>> = {
  '=': english('must be {value}'),
  '!=': english('must not be {value}'),
  'one-of': english('must be one of {values}'),
  '<': english('must be less than {value}'),
  '<=': english('must be at most {value}'),
  '>': english('must be more than {value}'),
  '>=': english('must be at least {value}'),
  between: english('must lie between {from} and {to}'),
  contains: english('must contain {value}'),
  begins: english('must begin with {value}'),
  ends: english('must end with {value}'),
  matches: english('must match {value}'),
  regex: english('must match {value}'),
  missing: english('must be missing'),
  'not-missing': english('must have a value'),
};

/** What a condition demands, to follow the name of an attribute. */
export const conditionSentence = ({ operator, value, values = [], from, to }: Condition): Sentence => ({
  text: WORDS[operator],
  values: { value: shown(value), values: values.map(shown).join(', '), from: shown(from), to: shown(to) },
});

const shown = (value: string | number | boolean | undefined): string =>
  typeof value === 'string' ? quoted(value) : String(value ?? '…');
