import { type Sql, sql } from '#sdk';

const PLAIN = /^"[^"]+"$/;

/** A part that speaks of a value several times: the value is computed once, so that expressions do not grow with each use. */
export function once(value: Sql, part: (value: Sql) => Sql): Sql {
  if (PLAIN.test(value.text)) return part(value);
  return sql`list_extract(list_transform([${value}], lambda v: ${part(sql`v`)}), 1)`;
}
