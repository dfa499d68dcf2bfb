import { type ColumnSpec, ident, joinSql, type Sql, sql } from '#sdk';
import { type Condition, checkOperator, operandsOf } from './condition.ts';
import { globToLike } from './glob.ts';

/**
 * The condition over the archive, for columns of class `text` and for regular expressions; null where codes and numbers
 * answer. True, false, or null on a missing value (which `missing` alone matches).
 */
export function conditionSql(column: ColumnSpec, p: Condition): Sql | null {
  if (column.class !== 'text' && p.operator !== 'regex') return null;
  checkOperator(column, p);
  const name = ident(column.id);
  if (p.operator === 'missing') return sql`${name} is null`;
  if (p.operator === 'not-missing') return sql`${name} is not null`;
  const operands = operandsOf(p).map(String);
  const operand = operands[0]!;
  if (p.operator === 'regex') {
    return p.ignoreCase ? sql`regexp_matches(${name}, ${operand}, 'i')` : sql`regexp_matches(${name}, ${operand})`;
  }
  const text = p.ignoreCase ? sql`lower(${name})` : name;
  const folded = p.ignoreCase ? operand.toLowerCase() : operand;
  switch (p.operator) {
    case '=':
      return sql`${text} = ${folded}`;
    case '!=':
      return sql`${text} <> ${folded}`;
    case 'contains':
      return sql`contains(${text}, ${folded})`;
    case 'begins':
      return sql`starts_with(${text}, ${folded})`;
    case 'ends':
      return sql`suffix(${text}, ${folded})`;
    case 'matches':
      return sql`${text} like ${globToLike(folded)} escape '\\'`;
    default: {
      const list = operands.map((value) => sql`${p.ignoreCase ? value.toLowerCase() : value}`);
      return sql`${text} in (${joinSql(list, ', ')})`;
    }
  }
}
