import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { emptyTable, type Node, type Origin, type Problem, type TableNode } from './node.ts';

type Content = AST.TOMLContentNode;

/** Reads TOML 1.0 and keeps the line and column of every key and value; a syntax fault comes back as the one problem. */
export function readToml(text: string, file: string): { root: TableNode; problems: Problem[] } {
  const at = (node: { loc: AST.SourceLocation }): Origin => ({
    kind: 'file',
    file,
    line: node.loc.start.line,
    column: node.loc.start.column + 1,
  });
  const root = emptyTable({ kind: 'file', file, line: 1, column: 1 });
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text.replace(/^\uFEFF/, ''), { tomlVersion: '1.0' });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const place: Origin = { kind: 'file', file, line: error.lineNumber, column: error.column + 1 };
    return { root, problems: [{ at: place, name: '', message: syntaxMessage(error.message, text, error.lineNumber) }] };
  }
  for (const item of program.body[0].body) {
    if (item.type === 'TOMLKeyValue') put(root, item, at);
    else {
      const table = open(root, item.key.keys, item.kind === 'array', at);
      for (const pair of item.body) put(table, pair, at);
    }
  }
  return { root, problems: [] };
}

type Place = (node: { loc: AST.SourceLocation }) => Origin;
type Key = AST.TOMLKeyValue['key']['keys'][number];

const nameOf = (key: Key): string => (key.type === 'TOMLBare' ? key.name : key.value);

/** The table that a chain of keys leads to, made on the way; the last one is appended for `[[…]]`. */
function open(from: TableNode, keys: readonly Key[], append: boolean, at: Place): TableNode {
  let table = from;
  keys.forEach((key, i) => {
    const name = nameOf(key);
    const last = append && i === keys.length - 1;
    const made = emptyTable(at(key));
    const known = table.entries.get(name)?.node;
    if (!known) {
      table.entries.set(name, { keyAt: at(key), node: last ? { kind: 'list', at: at(key), items: [made] } : made });
      table = made;
    } else if (known.kind === 'list') {
      if (last) known.items.push(made);
      table = known.items.at(-1) as TableNode;
    } else table = known as TableNode;
  });
  return table;
}

function put(table: TableNode, pair: AST.TOMLKeyValue, at: Place): void {
  const keys = pair.key.keys;
  const last = keys.at(-1) as Key;
  open(table, keys.slice(0, -1), false, at).entries.set(nameOf(last), {
    keyAt: at(last),
    node: nodeOf(pair.value, at),
  });
}

function nodeOf(value: Content, at: Place): Node {
  if (value.type === 'TOMLArray')
    return { kind: 'list', at: at(value), items: value.elements.map((e) => nodeOf(e, at)) };
  if (value.type === 'TOMLInlineTable') {
    const table = emptyTable(at(value));
    for (const pair of value.body) put(table, pair, at);
    return table;
  }
  if (value.kind === 'integer') {
    // Beyond 2^53 a number would be rounded; the schema then refuses it as text.
    const exact = Number.isSafeInteger(Number(value.bigint)) ? Number(value.bigint) : String(value.bigint);
    return { kind: 'scalar', at: at(value), value: exact };
  }
  return { kind: 'scalar', at: at(value), value: value.value };
}

/** The parser's words, with the key where the same key stands twice. */
function syntaxMessage(message: string, text: string, line: number): string {
  if (!message.includes('multiple times')) return `${message}.`;
  const key = /^\s*\[{0,2}\s*([^=\]]+)/.exec(text.split('\n')[line - 1] ?? '')?.[1]?.trim();
  return `"${key}" is set a second time; each key may stand once.`;
}
