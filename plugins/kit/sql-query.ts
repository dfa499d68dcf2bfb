import { AppError, query, type Sql } from '#sdk';

/** How texts and names are written. */
export interface QuerySyntax {
  /** Names stand in brackets, too, and dollars quote nothing (Transact-SQL). */
  readonly brackets?: boolean;
  /** A backslash takes the next character of a text along. */
  readonly backslashes?: boolean;
}

const WRITES = /\b(into|insert|update|delete|merge)\b/i;

/**
 * One statement that a person wrote, if it reads: a SELECT, or a WITH before one. This tells a mistake early and in words; the wall is
 * the server's own reading mode, and the rights of the account.
 */
export function readingQuery(text: string, syntax: QuerySyntax = {}): Sql {
  const skeleton = withoutTexts(text, syntax).trim().replace(/;\s*$/, '');
  const [first = ''] = /^\(*\s*([a-z]+)/i.exec(skeleton)?.slice(1) ?? [];
  if (!/^(select|with)$/i.test(first)) throw refused('it does not begin with SELECT or WITH');
  if (skeleton.includes(';')) throw refused('it is more than one statement');
  // What closes more than it opened would end what is made of it, and begin another statement.
  if (!isBalanced(skeleton)) throw refused('its parentheses do not match');
  const word = WRITES.exec(skeleton)?.[1];
  if (word) throw refused(`it holds the word ${word.toUpperCase()}`);
  return query(trimmedEnd(text));
}

/** The statement without comments, and with empty strings and names. */
function withoutTexts(text: string, { backslashes = false, brackets = false }: QuerySyntax): string {
  if (text.includes('\0')) throw refused('it holds a NUL');
  if (/\/\*M?!/.test(text)) throw refused('it holds a comment that some servers run (/*!)');
  const quoted = backslashes ? /'(?:[^'\\]|\\[\s\S]|'')*'/ : /'(?:[^']|'')*'/;
  const more = brackets ? [/\[(?:[^\]]|\]\])*\]/] : [/`(?:[^`]|``)*`/, /\$(\w*)\$[\s\S]*?\$\1\$/];
  const parts = [quoted, /"(?:[^"]|"")*"/, ...more, /--[^\n]*/, /\/\*[\s\S]*?\*\//];
  return text.replaceAll(new RegExp(parts.map(({ source }) => source).join('|'), 'g'), (found) =>
    /^(--|\/\*)/.test(found) ? ' ' : found.startsWith("'") || found.startsWith('$') ? "''" : '""',
  );
}

function isBalanced(skeleton: string): boolean {
  let open = 0;
  for (const character of skeleton) {
    if (character === '(') open += 1;
    if (character === ')') open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}

/** A semicolon at the end would stand inside of what is made of it. Comments after it may stay: a line break follows. */
const trimmedEnd = (text: string): string => text.trimEnd().replace(/;$/, '');

const refused = (why: string): AppError =>
  new AppError(
    'invalid',
    'connector.notReading',
    `The query is not asked: ${why}. Write one statement that only reads, as SELECT … or WITH … SELECT ….`,
  );
