import { globTest } from './glob.ts';

/** The operators of text. `regex` runs only as SQL (RE2): a user's pattern never becomes a JavaScript regular expression. */
export const TEXT_OPERATORS = ['=', '!=', 'one-of', 'contains', 'begins', 'ends', 'matches', 'regex'] as const;

/** A predicate on text, to be run once per value of a dictionary. */
export function textTest(
  operator: string,
  operands: readonly string[],
  ignoreCase: boolean,
): (text: string) => boolean {
  if (ignoreCase) {
    const folded = textTest(
      operator,
      operands.map((operand) => operand.toLowerCase()),
      false,
    );
    return (text) => folded(text.toLowerCase());
  }
  const [operand = ''] = operands;
  switch (operator) {
    case '=':
      return (text) => text === operand;
    case '!=':
      return (text) => text !== operand;
    case 'one-of': {
      const chosen = new Set(operands);
      return (text) => chosen.has(text);
    }
    case 'contains':
      return (text) => text.includes(operand);
    case 'begins':
      return (text) => text.startsWith(operand);
    case 'ends':
      return (text) => text.endsWith(operand);
    case 'matches':
      return globTest(operand);
    default:
      throw new TypeError(`no operator ${operator} on text`);
  }
}
