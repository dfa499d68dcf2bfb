/*
 * Transact-SQL, so far as the connector and the queries of the tests speak it, in the words of the database behind:
 * names in brackets, national texts, bytes as 0x…, TOP, and CONVERT of texts. What else stands there stays as it is,
 * and is refused by that database where it is wrong.
 */

const TOKEN =
  /(?<name>\[(?:[^\]]|\]\])*\])|(?<text>N?'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<bytes>0x[0-9a-f]*)|(?<number>\d+)|(?<word>[a-z_@#][\w@#$]*)|(?<space>\s+)|(?<other>[\s\S])/giy;

interface Token {
  readonly kind: string;
  readonly text: string;
}

export function translated(statement: string): string {
  const tokens = [...statement.matchAll(TOKEN)].map(({ groups, 0: text }): Token => {
    const kind = Object.keys(groups!).find((each) => groups![each] !== undefined)!;
    return { kind, text: translatedToken(kind, text) };
  });
  return withTop(withConversions(tokens.filter(({ kind }) => kind !== 'comment')));
}

function translatedToken(kind: string, text: string): string {
  if (kind === 'name') return `"${text.slice(1, -1).replaceAll(']]', ']').replaceAll('"', '""')}"`;
  if (kind === 'text') return text.replace(/^N/i, '');
  if (kind === 'bytes') return `unhex('${text.slice(2)}')`;
  return text;
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ datetime: 'timestamp_ns', datetime2: 'timestamp_ns', date: 'date', nvarchar: 'varchar' },
};

/** `convert(type, 'text')`: of an instant, a function of the database behind. */
function withConversions(tokens: readonly Token[]): readonly Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const [called, open, type, comma, , value] = tokens.slice(at, at + 6);
    const isConversion = called?.text.toLowerCase() === 'convert' && open?.text === '(' && comma?.text === ',';
    if (!isConversion || value?.kind !== 'text') {
      out.push(tokens[at]!);
      continue;
    }
    const name = type!.text.toLowerCase();
    const text = name === 'datetimeoffset' ? `datetimeoffset(${value.text}` : `cast(${value.text} as ${TYPES[name]}`;
    out.push({ kind: 'other', text });
    at += 5;
  }
  return out;
}

/** `select top (5) …`, which stands at the end as a limit: of the statement, or of the parentheses around it. */
function withTop(tokens: readonly Token[]): string {
  let out = '';
  const limits: string[] = [];
  let depth = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at]!;
    if (kind === 'word' && text.toLowerCase() === 'top') {
      // A space, and the number in parentheses.
      limits[depth] = tokens[at + 3]?.text ?? '';
      at += 4;
      continue;
    }
    if (text === '(') depth += 1;
    if (text === ')' && limits[depth] !== undefined) out += ` limit ${limits[depth]}`;
    if (text === ')') {
      delete limits[depth];
      depth -= 1;
    }
    out += text;
  }
  return limits[0] === undefined ? out : `${out} limit ${limits[0]}`;
}

/** A fault of the database behind with the number and the words that SQL Server has for it. */
export function tSqlFault(error: unknown): { number: number; message: string } {
  const said = (error as Error).message;
  const named = /with name "?([^\s"]+)"?|column "?([^\s"]+)"?/i.exec(said);
  if (/^Catalog Error: Table/.test(said)) return { number: 208, message: `Invalid object name '${named?.[1]}'.` };
  if (/^Binder Error/.test(said)) return { number: 207, message: `Invalid column name '${named?.[2] ?? said}'.` };
  if (/^Parser Error/.test(said)) return { number: 102, message: 'Incorrect syntax.' };
  if (/^Conversion Error/.test(said)) return { number: 241, message: 'Conversion failed.' };
  return { number: 50_000, message: said };
}
