import type { CellType, ExampleCell, Sql } from '#sdk';

/** What a function takes at one place. */
export interface Argument {
  readonly name: string;
  /** `any`: whatever it is; `same`: what the others of this kind are. */
  readonly type: CellType | 'any' | 'same';
  /** Must be written out, so that it can be checked before anything runs: what is wrong with it in words, or null. */
  readonly written?: (value: string | number) => string | null;
  readonly optional?: boolean;
  /** The last one may come again and again. */
  readonly repeated?: boolean;
}

/** An argument as the type check found it: what was written out has its value. */
export interface Given {
  readonly sql: Sql;
  readonly type: CellType | 'missing';
  readonly value: string | number | null;
}

export type FunctionGroup = 'text' | 'numbers' | 'times' | 'conversion' | 'missing values';

export interface ExpressionFunction {
  readonly name: string;
  readonly group: FunctionGroup;
  /** One sentence; of a value that is missing the result is missing, where it says nothing else. */
  readonly summary: string;
  readonly takes: readonly Argument[];
  /** `same`: the type of the arguments that are so. */
  readonly gives: CellType | 'same';
  readonly build: (given: readonly Given[]) => Sql;
  /** Run as tests. */
  readonly examples: readonly { readonly text: string; readonly gives: ExampleCell }[];
}

/** `substring(text, start, [length])`. */
export function signatureOf({ name, takes }: ExpressionFunction): string {
  const list = takes.map((a) => (a.optional ? `[${a.name}]` : a.repeated ? `${a.name} …` : a.name));
  return `${name}(${list.join(', ')})`;
}
