/** A statement with its bound values, or a part of one. Made by the functions of this file alone; `?` stands for a value. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}
export type SqlValue = string | number | bigint | boolean | null;

const isSql = (x: unknown): x is Sql => typeof x === 'object' && x !== null && 'text' in x && 'values' in x;

/** ``sql`select * from ${ident(name)} where a = ${value}` ``: identifiers and parts are spliced, everything else is bound. */
export function sql(parts: TemplateStringsArray, ...args: readonly (SqlValue | Sql)[]): Sql {
  let text = parts[0] as string;
  const values: SqlValue[] = [];
  args.forEach((arg, i) => {
    if (isSql(arg)) {
      text += arg.text;
      values.push(...arg.values);
    } else {
      text += '?';
      values.push(arg);
    }
    text += parts[i + 1];
  });
  return { text, values };
}

/** An identifier, always quoted; NUL is refused. The only way a name enters a statement. */
export function ident(name: string): Sql {
  if (name.includes('\0') || name.length === 0) throw new TypeError('an identifier must be non-empty and hold no NUL');
  return { text: `"${name.replaceAll('"', '""')}"`, values: [] };
}

/** A quoted text, for the few places that take no bound value (the target of a COPY, the file of a scan). NUL is refused. */
export function literal(text: string): Sql {
  if (text.includes('\0')) throw new TypeError('a literal must hold no NUL');
  return { text: `'${text.replaceAll("'", "''")}'`, values: [] };
}

/** A query as a person wrote it, for the places that check what it is and let it read only. */
export const query = (text: string): Sql => ({ text, values: [] });

/** A name in a dialect that does not quote as the standard says: with backticks, which are doubled (MySQL) or follow a backslash (ClickHouse). */
export function backtickIdent(name: string, inside: 'doubled' | 'backslashed'): Sql {
  if (name.includes('\0') || name.length === 0) throw new TypeError('an identifier must be non-empty and hold no NUL');
  const escaped = inside === 'doubled' ? name.replaceAll('`', '``') : name.replaceAll(/[\\`]/g, '\\$&');
  return { text: `\`${escaped}\``, values: [] };
}

/** A quoted text where a backslash escapes (ClickHouse, Snowflake). */
export function backslashLiteral(text: string): Sql {
  if (text.includes('\0')) throw new TypeError('a literal must hold no NUL');
  return { text: `'${text.replaceAll(/[\\']/g, '\\$&')}'`, values: [] };
}

/** A text as its bytes, where what a backslash means is up to a setting of the server (MySQL). */
export function hexLiteral(text: string): Sql {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0'));
  return { text: `convert(x'${bytes.join('')}' using utf8mb4)`, values: [] };
}

/** A text with all its characters, also those that the code page of the database lacks (Transact-SQL). */
export const nationalLiteral = (text: string): Sql => ({ text: `N${literal(text).text}`, values: [] });

/** Bytes, from their hexadecimal digits (Transact-SQL). */
export function bytesLiteral(digits: string): Sql {
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new TypeError('bytes must be hexadecimal digits');
  return { text: `0x${digits}`, values: [] };
}

/** A SELECT of ours that gives so many rows at most, where that stands at its beginning (Transact-SQL). */
export function topRows({ text, values }: Sql, rows: number): Sql {
  if (!/^\s*select\s/i.test(text)) throw new TypeError('only a SELECT has first rows');
  return { text: text.replace(/^\s*select\s/i, `select top (${wholeNumber(rows).text}) `), values };
}

/** A number as a server wrote it, every digit kept. */
export function numberLiteral(digits: string): Sql {
  if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(digits)) throw new TypeError('a number must hold digits alone');
  return { text: digits, values: [] };
}

/** A word of SQL itself that is chosen at run time: a type, `true`. Letters and digits alone. */
export function keyword(word: string): Sql {
  if (!/^[a-z][a-z0-9_]*$/i.test(word)) throw new TypeError('a keyword must hold letters and digits alone');
  return { text: word, values: [] };
}

/** A whole number spelled out, for the few places that take no bound value (an option, the number of a segment). */
export function wholeNumber(number: number): Sql {
  if (!Number.isSafeInteger(number)) throw new TypeError('a whole number must be one');
  return { text: String(number), values: [] };
}

/** Joins parts with a literal separator such as `, ` or ` and `. */
export function joinSql(parts: readonly Sql[], separator: ', ' | ' and ' | ' or ' | ' union all ' | '\n'): Sql {
  return { text: parts.map((p) => p.text).join(separator), values: parts.flatMap((p) => p.values) };
}
