/** What an expression is made of. `at` is the place of its first sign in the text, from 0. */
export type Expression =
  | { readonly kind: 'literal'; readonly at: number; readonly value: string | number | boolean | null }
  | { readonly kind: 'column'; readonly at: number; readonly name: string }
  | { readonly kind: 'negative'; readonly at: number; readonly of: Expression }
  | { readonly kind: 'not'; readonly at: number; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly at: number;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'missing'; readonly at: number; readonly of: Expression; readonly negated: boolean }
  | {
      readonly kind: 'in';
      readonly at: number;
      readonly of: Expression;
      readonly among: readonly Expression[];
      readonly negated: boolean;
    }
  | { readonly kind: 'call'; readonly at: number; readonly name: string; readonly given: readonly Expression[] }
  | {
      readonly kind: 'case';
      readonly at: number;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | null;
    };

export const ARITHMETIC = ['+', '-', '*', '/', '%'] as const;
export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type BinaryOperator = (typeof ARITHMETIC)[number] | (typeof COMPARISONS)[number] | '&' | 'and' | 'or';

/** Words of the language: a column of such a name is written in brackets. */
export const WORDS = [
  ...['and', 'or', 'not', 'is', 'in', 'missing', 'true', 'false', 'if'],
  ...['case', 'when', 'then', 'else', 'end'],
] as const;

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;

/** A column as an expression names it: in brackets where its name is a word of the language, or holds other signs. */
export const columnText = (name: string): string =>
  PLAIN_NAME.test(name) && !(WORDS as readonly string[]).includes(name.toLowerCase())
    ? name
    : `[${name.replaceAll(']', ']]')}]`;
