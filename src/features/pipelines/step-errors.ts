import type { FaultDetail } from '#sdk';
import { english } from '../../platform/text/texts.ts';

const NEEDED = english('this is needed');

/** What the check of a schema says, as people say it. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Expected (required property|string length greater or equal to 1$)/, NEEDED],
  [/^Expected array length to be greater or equal to 1$/, english('at least one is needed')],
  [/^Expected (integer|number)$/, english('a number is expected')],
];

/** Problems without those that follow from another one at the same place: what is missing is also of the wrong type. */
export function inPlainWords(problems: readonly FaultDetail[]): FaultDetail[] {
  const told = problems.map((problem) => {
    const [, words = problem.message] = WORDS.find(([pattern]) => pattern.test(problem.message)) ?? [];
    return { ...problem, message: words };
  });
  const missing = new Set(told.filter(({ message }) => message === NEEDED).map(({ pointer }) => pointer));
  return told.filter(
    ({ pointer, message }, i) =>
      !missing.has(pointer) ||
      (message === NEEDED && told.findIndex((one) => one.pointer === pointer && one.message === NEEDED) === i),
  );
}

/** What is wrong by the fields of a form: `columns`, and in a list of rows `names/2/column`, or the list itself. */
export function fieldErrors(problems: readonly FaultDetail[], step: string): Map<string, string> {
  const errors = new Map<string, string>();
  for (const { pointer = '', message } of problems) {
    if (!pointer.startsWith(`${step}/params/`)) continue;
    const path = pointer.slice(`${step}/params/`.length).split('/');
    const field = path.length >= 3 ? path.slice(0, 3).join('/') : path[0]!;
    const before = errors.get(field);
    errors.set(field, before === undefined ? message : `${before} · ${message}`);
  }
  return errors;
}
