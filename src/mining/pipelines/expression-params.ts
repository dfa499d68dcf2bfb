import { AppError, type ColumnSources, type Problems, type Sql, type StepTable, sql } from '#sdk';
import { columnsIn } from '../expressions/columns-in.ts';
import { type Compiled, compileCondition, compileExpression } from '../expressions/compile.ts';
import { parseExpression } from '../expressions/parse.ts';

/** An expression over the table before; null, with every mistake told, when it is not right. */
export const compiledIn = (
  { columns }: StepTable,
  text: string,
  problems: Problems,
  pointer: string,
): Compiled | null => told(() => compileExpression(text, columns), problems, pointer);

/** A condition over the table before, as the rows for which it is true, and those for which it is false or not known. */
export function conditionIn(
  { columns }: StepTable,
  text: string,
  problems: Problems,
  pointer: string,
): { readonly isTrue: Sql; readonly isNotTrue: Sql } | null {
  const condition = told(() => compileCondition(text, columns), problems, pointer);
  return condition && { isTrue: condition, isNotTrue: sql`(${condition}) is distinct from true` };
}

/** Lineage of a column that is computed; null where the expression cannot be read. */
export function madeOf(text: string): ColumnSources | null {
  try {
    return { input: columnsIn(parseExpression(text)) };
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function told<T>(work: () => T, problems: Problems, pointer: string): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    for (const { message } of error.details) problems.add(pointer, message);
    return null;
  }
}
