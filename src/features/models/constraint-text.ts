import { english, type Texts } from '../../platform/text/texts.ts';

/** A constraint of a DECLARE model as a sentence needs it. */
export interface NamedConstraint {
  /** Id of the template. */
  readonly template: string;
  readonly n: number;
  /** One activity, or two. */
  readonly activities: readonly string[];
}

/** What each template says of A and B, a sentence each. */
const SENTENCES: Readonly<Record<string, string>> = {
  init: english('Every case begins with {a}.'),
  end: english('Every case ends with {a}.'),
  existence: english('{a} is done at least {n} times.'),
  absence: english('{a} is done fewer than {n} times.'),
  exactly: english('{a} is done exactly {n} times.'),
  choice: english('{a} or {b} is done, or both.'),
  'exclusive-choice': english('Either {a} or {b} is done, never both.'),
  'responded-existence': english('Where {a} is done, {b} is done too, before or after it.'),
  'co-existence': english('{a} and {b} are done together in a case, or neither is.'),
  response: english('After {a}, {b} is done sooner or later.'),
  precedence: english('{b} is done only after {a}.'),
  succession: english('After {a} comes {b} sooner or later, and {b} is done only after {a}.'),
  'alternate-response': english('After {a}, {b} is done before {a} is done again.'),
  'alternate-precedence': english('{b} is done only after {a}, and again only after a further {a}.'),
  'alternate-succession': english('{a} and {b} are done by turns, {a} first.'),
  'chain-response': english('Right after {a} comes {b}.'),
  'chain-precedence': english('Right before {b} comes {a}.'),
  'chain-succession': english('{a} and {b} are done only right after each other, {a} first.'),
  'not-responded-existence': english('Where {a} is done, {b} is never done.'),
  'not-co-existence': english('{a} and {b} are never done in one case.'),
  'not-response': english('After {a}, {b} is never done.'),
  'not-precedence': english('Before {b}, {a} is never done.'),
  'not-succession': english('{b} is never done after {a}.'),
  'not-chain-response': english('Right after {a}, {b} is never done.'),
  'not-chain-precedence': english('Right before {b}, {a} is never done.'),
  'not-chain-succession': english('{b} never comes right after {a}.'),
};
const ONCE: Readonly<Record<string, string>> = {
  existence: english('{a} is done at least once.'),
  absence: english('{a} is never done.'),
  exactly: english('{a} is done exactly once.'),
};

/** The constraint in words; a template that has none, by its activities. */
export function constraintSentence({ template, n, activities }: NamedConstraint, { t }: Texts): string {
  const [a = '', b = ''] = activities.map((name) => `“${name.trim() === '' ? t('(none)') : name}”`);
  const sentence = (n === 1 ? ONCE[template] : undefined) ?? SENTENCES[template];
  return sentence === undefined ? `${template}: ${activities.join(', ')}` : t(sentence, { a, b, n });
}
