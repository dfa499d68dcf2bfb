import { wrong } from './expression-fault.ts';

/** `name`: a word or a name of a column or function; `column`: a name in brackets. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'column' | 'sign' | 'end';
  readonly at: number;
  /** As it is meant: without quotes and brackets. */
  readonly text: string;
}

/** Longest expression, characters, and most tokens in one. */
export const MOST_CHARACTERS = 10_000;
const MOST_TOKENS = 4_000;

const BLANK = /[\s\u00a0\ufeff]+/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const SIGN = /<=|>=|<>|!=|==|[-+*/%&=<>(),]/y;
/** A quote or bracket inside is written twice. */
const QUOTED: Readonly<Record<string, RegExp>> = {
  "'": /'((?:[^']|'')*)'/y,
  '"': /"((?:[^"]|"")*)"/y,
  '[': /\[((?:[^\]]|\]\])*)\]/y,
};
const CLOSED_BY: Readonly<Record<string, string>> = { "'": "'", '"': '"', '[': ']' };

/** The tokens of a text, the last of them its end. Faults: `expression.wrong`, with the place. */
export function tokensOf(text: string): Token[] {
  if (text.length > MOST_CHARACTERS)
    wrong(MOST_CHARACTERS, `it is longer than ${MOST_CHARACTERS} characters; make two steps of it`);
  const tokens: Token[] = [];
  for (let at = skipBlank(text, 0); at < text.length; ) {
    if (tokens.length >= MOST_TOKENS) wrong(at, `it has more than ${MOST_TOKENS} parts; make two steps of it`);
    const [token, end] = tokenAt(text, at);
    tokens.push(token);
    at = skipBlank(text, end);
  }
  return [...tokens, { kind: 'end', at: text.length, text: '' }];
}

function tokenAt(text: string, at: number): [Token, number] {
  const first = text[at]!;
  const quoted = QUOTED[first];
  if (quoted) {
    const found = match(quoted, text, at);
    if (!found) wrong(at, `what begins with ${first} has no end; write ${CLOSED_BY[first]} behind it`);
    const close = CLOSED_BY[first]!;
    const inner = found[1]!.replaceAll(close + close, close);
    if (inner.includes('\0')) wrong(at, 'it holds a NUL character (U+0000)');
    if (first === '[' && inner === '') wrong(at, 'a name of a column is expected between the brackets');
    return [{ kind: first === '[' ? 'column' : 'text', at, text: inner }, at + found[0].length];
  }
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['name', NAME],
    ['sign', SIGN],
  ] as const) {
    const found = match(pattern, text, at)?.[0];
    if (found !== undefined) return [{ kind, at, text: found }, at + found.length];
  }
  const sign = String.fromCodePoint(text.codePointAt(at)!);
  return wrong(
    at,
    `the sign "${sign}" has no meaning here; a column with such a name is written in brackets: [${sign}]`,
  );
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skipBlank(text: string, at: number): number {
  return at + (match(BLANK, text, at)?.[0].length ?? 0);
}
