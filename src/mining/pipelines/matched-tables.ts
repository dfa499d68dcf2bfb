import { COLUMN, cellAt, joinSql, type Problems, type Sql, type StepTable, sql, Type } from '#sdk';
import { placeOf } from './step-plan.ts';

/** Pairs of columns by which rows of two tables belong together. */
export const MatchedColumns = () =>
  Type.Array(
    Type.Object(
      {
        column: Type.String({ minLength: 1, [COLUMN]: 'any', description: 'Column here' }),
        other: Type.String({ minLength: 1, [COLUMN]: 'other', description: 'Column of the other table' }),
      },
      { additionalProperties: false },
    ),
    { minItems: 1, maxItems: 20, description: 'Columns that must have the same values in both tables' },
  );

export type Match = readonly { readonly column: string; readonly other: string }[];

/** The condition under which a row of the one table belongs to one of the other; a missing value belongs to none. */
export function matchedBy(match: Match, input: StepTable, other: StepTable, problems: Problems): Sql {
  const pairs = match.flatMap(({ column, other: name }, i) => {
    const [here, there] = [
      placeOf(input, column, problems, `/match/${i}/column`),
      placeOf(other, name, problems, `/match/${i}/other`, ' in the other table'),
    ];
    if (here === null || there === null) return [];
    const [a, b] = [input.columns[here]!, other.columns[there]!];
    if (a.type !== b.type) {
      problems.add(`/match/${i}`, `"${a.name}" is a ${a.type} and "${b.name}" a ${b.type}; convert one of them first`);
      return [];
    }
    return [sql`here.${cellAt(here)} = there.${cellAt(there)}`];
  });
  return pairs.length === 0 ? sql`false` : joinSql(pairs, ' and ');
}
