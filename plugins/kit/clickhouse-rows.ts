import { type Cell, notUnderstood, type TableColumn } from '#sdk';
import { columnOf, parserOf } from './clickhouse-types.ts';
import { type Answer, RowPace } from './sql-dialect.ts';

const MOST_ROWS = 10_000;
const LONGEST_LINE = 64 * 1_048_576;
/** What a server writes into its answer when it fails in the middle of it, having said before that all was well. */
const FAULT = /^Code: \d+[.,] (e\.displayText\(\) = )?DB::Exception/;

/** Says that a server failed in the middle of its answer. */
export class BrokenAnswer extends Error {}

interface Reading {
  readonly server: string;
  /** The zone of times whose type names none; null: all are written in UTC. */
  readonly serverZone: string | null;
}

/** Reads the format TabSeparatedWithNamesAndTypes, in pieces. */
export async function* clickhouseRows(
  lines: AsyncIterable<readonly string[]>,
  { server, serverZone }: Reading,
): AsyncGenerator<Answer> {
  const pace = new RowPace(MOST_ROWS);
  let names: string[] | null = null;
  let columns: readonly TableColumn[] | null = null;
  let parsers: ReturnType<typeof parserOf>[] = [];
  let rows: Cell[][] = [];
  let isTold = false;
  for await (const some of lines)
    for (const line of some) {
      if (names === null) names = line.split('\t').map(unescaped);
      else if (columns === null) {
        columns = line.split('\t').map((type, i) => columnOf(names![i] ?? '', unescaped(type)));
        if (columns.length !== names.length) throw notUnderstood(server, 'it names not as many types as columns');
        parsers = columns.map((column) => parserOf(column, serverZone));
      } else {
        rows.push(rowOf(line, parsers, server));
        if (rows.length < pace.rows) continue;
        pace.saw(rows);
        yield { columns, rows };
        isTold = true;
        rows = [];
      }
    }
  if (columns === null) throw notUnderstood(server, 'its answer has no columns');
  if (rows.length > 0 || !isTold) yield { columns, rows };
}

function rowOf(line: string, parsers: readonly ReturnType<typeof parserOf>[], server: string): Cell[] {
  const row: Cell[] = line.split('\t');
  if (FAULT.test(line) && (row.length !== parsers.length || row.length === 1))
    throw new BrokenAnswer(line.slice(0, 500));
  if (row.length !== parsers.length)
    throw notUnderstood(server, `a row has ${row.length} values for ${parsers.length} columns`);
  for (let i = 0; i < row.length; i++) {
    const text = row[i] as string;
    if (text === '\\N') {
      row[i] = null;
      continue;
    }
    const plain = text.includes('\\') ? unescaped(text) : text;
    const parser = parsers[i];
    row[i] = parser ? parser(plain) : plain;
  }
  return row;
}

const ESCAPED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  0: '\0',
  a: '\x07',
  v: '\v',
};

const unescaped = (text: string): string =>
  text.replaceAll(/\\([\s\S])/g, (_, character: string) => ESCAPED[character] ?? character);

/** Lines of a text that comes in pieces of bytes. A last line without an end counts, too. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>, server: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST_LINE) throw notUnderstood(server, 'a row of its answer does not end');
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}
